// SPDX-License-Identifier: BSD-2-Clause
#include "maps-tool/options.h"

#include <gmock/gmock.h>

#include <sstream>

#include "bpf/abi.h"
#include "maps-tool/run.h"

namespace hawser::maps {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Options parsed(const std::vector<std::string>& arguments) {
    return parse_options(arguments).value();
}

TEST(Options, DefaultsAreTextAndTheDaemonsFolder) {
    const Options options = parsed({"list"});
    EXPECT_FALSE(options.json);
    EXPECT_EQ(options.pin_dir, HW_PIN_DIR);
    EXPECT_THAT(options.words, ElementsAre("list"));
}

TEST(Options, MayStandAnywhere) {
    const Options options = parsed({"flow", "-j", "list", "--pin-dir", "/x", "--", "-p"});
    EXPECT_TRUE(options.json);
    EXPECT_FALSE(options.pretty);
    EXPECT_EQ(options.pin_dir, "/x");
    EXPECT_THAT(options.words, ElementsAre("flow", "list", "-p"));
    EXPECT_EQ(parsed({"--pin-dir=/y"}).pin_dir, "/y");
}

TEST(Options, PrettyImpliesJson) {
    EXPECT_TRUE(parsed({"-p"}).json);
    EXPECT_TRUE(parsed({"--pretty"}).pretty);
}

TEST(Options, WrongOnesAreNamed) {
    const std::vector<std::vector<std::string>> wrong{{"-x"}, {"--jsn"}, {"--pin-dir"}, {"--json=1"}};
    for (const auto& arguments : wrong) {
        const Result<Options> options = parse_options(arguments);
        ASSERT_FALSE(options.ok()) << arguments[0];
        EXPECT_THAT(options.error().text(), HasSubstr(arguments[0].substr(0, arguments[0].find('='))));
    }
}

struct Outcome {
    int status;
    std::string out;
    std::string err;
};

Outcome run_tool(const std::vector<std::string>& arguments) {
    std::ostringstream out;
    std::ostringstream err;
    const int status = run(arguments, 0, out, err);
    return {status, out.str(), err.str()};
}

TEST(Run, HelpNamesEveryCommandAndOption) {
    for (const char* how : {"help", "-h", "--help"}) {
        const Outcome outcome = run_tool({how});
        EXPECT_EQ(outcome.status, 0);
        for (const char* word :
             {"list", "show MAP", "dump MAP", "flow list", "flow get SRC DST", "ring show", "tunnel show",
              "stats", "events", "--follow", "--json", "--pretty", "--pin-dir", "--version", "Exit status"})
            EXPECT_THAT(outcome.out, HasSubstr(word));
    }
}

TEST(Run, WrongWordsAreUsageErrorsBeforeAnyMapIsTouched) {
    const std::vector<std::vector<std::string>> wrong{
        {},
        {"lost"},
        {"s"},
        {"list", "x"},
        {"show"},
        {"dump"},
        {"dump", "t"},
        {"dump", "zoo"},
        {"flow", "x"},
        {"flow", "list", "tunnel"},
        {"flow", "list", "--tunnel"},
        {"list", "--follow"},
        {"flow", "get", "10.1.0.1", "10.2.0.1", "--proto", "tcp"},
        {"events", "x"},
        {"events", "--kind", "nothing"},
        {"events", "--follow=1"},
        {"flow", "get", "10.1.0.1"},
        {"ring", "show", "a", "b"},
        {"stats", "x"},
        {"--bad"}};
    for (const auto& arguments : wrong) {
        const Outcome outcome = run_tool(arguments);
        EXPECT_EQ(outcome.status, 2) << testing::PrintToString(arguments);
        EXPECT_THAT(outcome.err, HasSubstr("hawser-maps: "));
        EXPECT_EQ(outcome.out, "");
    }
}

TEST(Run, AmbiguousWordsNameTheChoices) {
    EXPECT_THAT(run_tool({"s"}).err, HasSubstr("s may be show or stats"));
    EXPECT_THAT(run_tool({"dump", "nets"}).err, HasSubstr("nets may be hw_nets4 or hw_nets6"));
}

TEST(Run, AMissingFolderIsAnErrorThatSaysWhatToDo) {
    for (const char* command : {"list", "stats", "flow", "ring", "tunnel", "events"}) {
        const Outcome outcome = run_tool({"--pin-dir", "/nonexistent/hawser", command});
        EXPECT_EQ(outcome.status, 1) << command;
        EXPECT_THAT(outcome.err, HasSubstr("no maps in /nonexistent/hawser"));
        EXPECT_THAT(outcome.err, HasSubstr("--pin-dir"));
        EXPECT_EQ(outcome.out, "");
    }
}

TEST(Run, WithJsonTheErrorIsJsonToo) {
    const Outcome outcome = run_tool({"-j", "--pin-dir", "/nonexistent/hawser", "list"});
    EXPECT_EQ(outcome.status, 1);
    EXPECT_THAT(outcome.out, testing::StartsWith("{\"error\":\"no maps in"));
}

}  // namespace
}  // namespace hawser::maps
