// SPDX-License-Identifier: BSD-2-Clause
// The program `hawser` without its process: options in, output and exit status out.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "loader/control/client/commands.h"
#include "loader/control/client/options.h"
#include "tests/unit/loader/control/sample.h"

namespace hawser::loader {
namespace {

using Json = nlohmann::json;
using ::testing::HasSubstr;

/// Runs a command line against a daemon that answers `answer`, and remembers what it was asked.
struct Daemon {
    Result<Json> answer = Json{{"ok", true}};
    Json asked;

    CommandOutcome run(const std::vector<std::string>& words) {
        const auto options = parse_options(words);
        HAWSER_CHECK(options.ok(), "the words are a valid command line");
        const AskDaemon ask = [this](const Json& request) {
            asked = request;
            return answer;
        };
        return find_command(options->command)->run(*options, ask, {});
    }
};

Json status_answer(const Status& status) {
    return {{"ok", true}, {"status", to_json(status)}};
}

Status fine_status() {
    Status status = sample_status();
    status.peers[0].tunnels.pop_back();
    return status;
}

TEST(Client, StatusEndsWith3WhereATunnelIsNotUp) {
    Daemon daemon{status_answer(sample_status()), {}};
    const CommandOutcome outcome = daemon.run({"status"});
    EXPECT_EQ(outcome.exit_status, 3);
    EXPECT_EQ(daemon.asked, (Json{{"command", "status"}}));
    EXPECT_THAT(outcome.output, HasSubstr("pop/wan2"));
    EXPECT_EQ(Daemon({status_answer(fine_status()), {}}).run({"status"}).exit_status, 0);
}

TEST(Client, StatusAsJsonIsWhatTheDaemonSent) {
    Daemon daemon{status_answer(sample_status()), {}};
    const CommandOutcome outcome = daemon.run({"status", "--json"});
    EXPECT_EQ(outcome.exit_status, 3);
    EXPECT_EQ(Json::parse(outcome.output), Json(to_json(sample_status())));
    EXPECT_EQ(std::count(outcome.output.begin(), outcome.output.end(), '\n'), 1);
    const std::string pretty = daemon.run({"-p", "status"}).output;
    EXPECT_GT(std::count(pretty.begin(), pretty.end(), '\n'), 20);
}

TEST(Client, DrainNamesATunnelOrATag) {
    Daemon daemon;
    daemon.run({"drain", "pop/wan1"});
    EXPECT_EQ(daemon.asked, (Json{{"command", "drain"}, {"tunnel", "pop/wan1"}}));
    daemon.run({"undrain", "--tag", "isp-a"});
    EXPECT_EQ(daemon.asked, (Json{{"command", "undrain"}, {"tag", "isp-a"}}));
    for (const std::vector<std::string>& wrong : std::vector<std::vector<std::string>>{
             {"drain"}, {"drain", "a", "--tag", "b"}, {"status", "--tag", "b"}, {"drain", "a", "--hold"}})
        EXPECT_FALSE(parse_options(wrong).ok()) << wrong.front();
}

TEST(Client, FailoverNamesAPeerOrATagAndOneMode) {
    Daemon daemon;
    daemon.run({"failover", "pop", "--to", "2"});
    EXPECT_EQ(daemon.asked, (Json{{"command", "failover"}, {"peer", "pop"}, {"to", 2}}));
    daemon.run({"failover", "--tag", "dc", "--hold"});
    EXPECT_EQ(daemon.asked, (Json{{"command", "failover"}, {"tag", "dc"}, {"hold", true}}));
    daemon.run({"failover", "pop", "--auto"});
    EXPECT_EQ(daemon.asked, (Json{{"command", "failover"}, {"peer", "pop"}, {"auto", true}}));
    for (const std::vector<std::string>& wrong :
         std::vector<std::vector<std::string>>{{"failover", "pop"},
                                               {"failover", "--hold"},
                                               {"failover", "pop", "--hold", "--auto"},
                                               {"failover", "pop", "--to", "two"},
                                               {"failover", "pop", "--tag", "dc", "--auto"}})
        EXPECT_FALSE(parse_options(wrong).ok()) << wrong.back();
}

TEST(Client, WithoutADaemonItEndsWith1) {
    Daemon daemon{Error("hawserd is not running"), {}};
    for (const char* command : {"status", "tunnels"}) {
        const CommandOutcome outcome = daemon.run({command});
        EXPECT_EQ(outcome.exit_status, 1) << command;
        EXPECT_EQ(outcome.output, "");
        EXPECT_EQ(outcome.trouble, "hawser: hawserd is not running\n");
    }
}

TEST(Client, ARefusalIsShownWithItsHint) {
    Daemon daemon{Json{{"ok", false}, {"error", "there is no tunnel 'x'"}, {"hint", "see hawser status"}},
                  {}};
    const CommandOutcome outcome = daemon.run({"drain", "x"});
    EXPECT_EQ(outcome.exit_status, 1);
    EXPECT_EQ(outcome.trouble, "hawser: there is no tunnel 'x'; see hawser status\n");
    EXPECT_EQ(daemon.asked, (Json{{"command", "drain"}, {"tunnel", "x"}}));
    EXPECT_EQ(Daemon({Json{{"status", 1}}, {}}).run({"status"}).exit_status, 1);
}

TEST(Client, AnAnswerThatIsNoStatusIsAnError) {
    EXPECT_EQ(Daemon({Json{{"ok", true}, {"status", 3}}, {}}).run({"status"}).exit_status, 1);
}

TEST(Client, TunnelsCanBeNamed) {
    Daemon daemon{status_answer(sample_status()), {}};
    EXPECT_EQ(daemon.run({"tunnels", "pop/wan1"}).exit_status, 0);
    EXPECT_EQ(daemon.run({"tunnels"}).exit_status, 3);
    EXPECT_EQ(Json::parse(daemon.run({"tunnels", "pop/wan2", "-j"}).output).at(0)["state"], "down");
    const CommandOutcome outcome = daemon.run({"tunnels", "pop/wan9"});
    EXPECT_EQ(outcome.exit_status, 1);
    EXPECT_THAT(outcome.trouble, HasSubstr("there is no tunnel 'pop/wan9'"));
}

TEST(Client, PrintsWhatTheDaemonDidInItsWords) {
    Daemon daemon{Json{{"ok", true}, {"text", "pop/wan2 takes no new flows"}}, {}};
    EXPECT_EQ(daemon.run({"drain", "pop/wan2"}).output, "pop/wan2 takes no new flows\n");
    EXPECT_EQ(daemon.run({"undrain", "pop/wan2"}).exit_status, 0);
    EXPECT_EQ(daemon.asked, (Json{{"command", "undrain"}, {"tunnel", "pop/wan2"}}));
}

TEST(ClientOptions, WhatIsWrongIsSaid) {
    const auto trouble = [](const std::vector<std::string>& words) {
        const auto options = parse_options(words);
        return options ? std::string("accepted") : options.error().text();
    };
    EXPECT_EQ(trouble({}), "a command is missing");
    EXPECT_EQ(trouble({"statsu"}), "there is no command 'statsu'");
    EXPECT_EQ(trouble({"drain"}), "'drain' needs a tunnel or --tag TAG");
    EXPECT_EQ(trouble({"rekey"}), "'rekey' needs TUNNEL [child|ike]");
    EXPECT_EQ(trouble({"status", "now"}), "'status' does not take 'now'");
    EXPECT_THAT(trouble({"--nonsense"}), HasSubstr("nonsense"));
    EXPECT_EQ(trouble({"--help"}), "accepted");
    EXPECT_EQ(trouble({"--socket", "/tmp/x", "status"}), "accepted");
}

TEST(ClientOptions, UsageNamesEveryCommandAndExitStatus) {
    for (const char* part : {"status", "tunnels", "undrain TUNNEL", "--socket", "3 degraded"})
        EXPECT_THAT(usage(), HasSubstr(part));
}

}  // namespace
}  // namespace hawser::loader
