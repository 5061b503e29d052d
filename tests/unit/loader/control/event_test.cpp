// SPDX-License-Identifier: BSD-2-Clause
#include "loader/control/event.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "loader/control/client/commands.h"
#include "loader/control/event_log.h"

namespace hawser::loader {
namespace {

using ::testing::HasSubstr;
using Json = nlohmann::json;

ControlEvent::Time at(int64_t milliseconds) {
    return ControlEvent::Time(std::chrono::milliseconds(milliseconds));
}

ControlEvent established() {
    return {.number = 7,
            .time = at(1'700'000'000'123),
            .kind = "ike-sa",
            .peer = "pop",
            .tunnel = "pop/wan1",
            .was = "CONNECTING",
            .state = "ESTABLISHED",
            .reason = "pop.example by pre-shared key"};
}

ControlEvent installed(const std::string& tunnel) {
    return {.kind = "child-sa",
            .peer = "pop",
            .tunnel = tunnel,
            .state = "INSTALLED",
            .spi_in = "c1000001",
            .spi_out = "c2000002"};
}

TEST(Event, PeersAndUplinksAreNamed) {
    const ControlEvent peer{
        .time = at(0), .kind = "peer", .peer = "pop", .was = "automatic", .state = "held on tier 2"};
    EXPECT_THAT(render_event(peer), HasSubstr(" peer pop: automatic -> held on tier 2\n"));
    const ControlEvent uplink{
        .time = at(0), .kind = "uplink", .uplink = "wan2", .was = "free", .state = "busy"};
    EXPECT_THAT(render_event(uplink), HasSubstr(" uplink wan2: free -> busy\n"));
    EXPECT_EQ(event_from_json(Json(to_json(uplink)))->uplink, "wan2");
}

TEST(Event, IsOneLineForPeople) {
    EXPECT_EQ(render_event(established()),
              "2023-11-14T22:13:20.123Z pop/wan1 IKE SA: CONNECTING -> ESTABLISHED: pop.example by "
              "pre-shared key\n");
    EXPECT_THAT(render_event(installed("pop/wan1")),
                HasSubstr("pop/wan1 Child SA c1000001_i c2000002_o: INSTALLED\n"));
    ControlEvent hostile = established();
    hostile.reason = "\x1b[2J\nforged";
    EXPECT_EQ(render_event(hostile).find('\x1b'), std::string::npos);
    EXPECT_EQ(render_event(hostile).find('\n'), render_event(hostile).size() - 1);
}

TEST(Event, ComesBackFromJson) {
    const auto json = to_json(established());
    EXPECT_EQ(json["event"], "ike-sa");
    EXPECT_EQ(json["time"], "2023-11-14T22:13:20.123Z");
    EXPECT_FALSE(json.contains("spi-in"));
    const auto back = event_from_json(Json(json));
    ASSERT_TRUE(back.ok()) << back.error().text();
    EXPECT_EQ(to_json(*back), json);
    for (const char* wrong : {R"({})", R"({"time": "2023-11-14T22:13:20Z"})", R"({"time": "x.123Z"})",
                              R"({"time": "2023-11-14T22:13:20.12aZ"})"}) {
        EXPECT_FALSE(event_from_json(Json::parse(wrong)).ok()) << wrong;
    }
}

struct EventLogTest : testing::Test {
    int64_t now = 1000;
    EventLog log{[this] { return at(now); }};

    [[nodiscard]] std::vector<std::string> tunnels(const EventLog::Question& question) const {
        std::vector<std::string> names;
        for (const ControlEvent& event : log.latest(question))
            names.push_back(event.tunnel);
        return names;
    }
};

TEST_F(EventLogTest, AnswersByNameNumberAndTime) {
    log.add(installed("pop/wan1"));
    now = 2000;
    log.add(installed("pop/wan2"));
    log.add(installed("pop/wan1"));
    using Names = std::vector<std::string>;
    EXPECT_EQ(tunnels({}), (Names{"pop/wan1", "pop/wan2", "pop/wan1"}));
    EXPECT_EQ(tunnels({.name = "pop/wan1"}), (Names{"pop/wan1", "pop/wan1"}));
    EXPECT_EQ(tunnels({.name = "pop", .most = 2}), (Names{"pop/wan2", "pop/wan1"}));
    EXPECT_EQ(tunnels({.since = at(1500)}), (Names{"pop/wan2", "pop/wan1"}));
    EXPECT_EQ(tunnels({.name = "other"}), Names{});
    EXPECT_EQ(log.latest({.most = 1})[0].number, 3u);
}

TEST_F(EventLogTest, IsBounded) {
    for (size_t i = 0; i < 2 * EventLog::kKept; ++i) {
        ControlEvent event = installed("pop/wan1");
        event.reason.assign(100'000, 'x');
        log.add(std::move(event));
    }
    const auto kept = log.latest({});
    ASSERT_EQ(kept.size(), EventLog::kKept);
    EXPECT_EQ(kept.front().number, EventLog::kKept + 1);
    EXPECT_EQ(kept.front().reason.size(), EventLog::kLongestReason);
}

TEST_F(EventLogTest, FollowersHearUntilTheyGoAlsoWhileTheyAreTold) {
    std::vector<uint64_t> heard;
    std::shared_ptr<void> once;
    once = log.follow([&](const ControlEvent&) { once.reset(); });
    auto token = log.follow([&](const ControlEvent& event) { heard.push_back(event.number); });
    log.add(installed("pop/wan1"));
    log.add(installed("pop/wan1"));
    token.reset();
    log.add(installed("pop/wan1"));
    EXPECT_EQ(heard, (std::vector<uint64_t>{1, 2}));
    EXPECT_EQ(once, nullptr);
}

TEST(EventLogLife, ATokenMayOutliveTheLog) {
    std::shared_ptr<void> token;
    {
        EventLog log([] { return ControlEvent::Time{}; });
        token = log.follow([](const ControlEvent&) {});
    }
    token.reset();
}

CommandOutcome run_client(const std::vector<std::string>& words, Json& asked, const Json& answer) {
    const auto options = parse_options(words);
    HAWSER_CHECK(options.ok(), "the words are a valid command line");
    const AskDaemon ask = [&](const Json& request) -> Result<Json> {
        asked = request;
        return answer;
    };
    return find_command(options->command)->run(*options, ask, {});
}

TEST(ClientEvents, ArePrintedAndFollowed) {
    Json asked;
    const Json answer = {{"ok", true}, {"events", Json::array({to_json(established())})}};
    const auto outcome = run_client({"events", "pop", "-n", "5", "--since", "10m"}, asked, answer);
    EXPECT_EQ(outcome.output, render_event(established()));
    EXPECT_EQ(asked,
              Json::parse(R"({"command":"events","follow":false,"name":"pop","last":5,"since":"10m"})"));

    const auto follows = run_client({"events", "--follow", "--json"}, asked, answer);
    ASSERT_TRUE(follows.following);
    EXPECT_EQ(follows.following->request["follow"], true);
    const auto line = follows.following->print(Json(to_json(established())));
    ASSERT_TRUE(line.ok());
    EXPECT_EQ(Json::parse(*line), Json(to_json(established())));
    EXPECT_FALSE(follows.following->print(Json::parse(R"({"ok":false,"error":"no"})")).ok());
    EXPECT_FALSE(parse_options({"status", "--follow"}).ok());
}

}  // namespace
}  // namespace hawser::loader
