// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/options.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <vector>

namespace hawser::loader {
namespace {

Result<Options> parse(std::initializer_list<const char*> words) {
    std::vector<const char*> arguments = {"hawserd"};
    arguments.insert(arguments.end(), words.begin(), words.end());
    return parse_options(static_cast<int>(arguments.size()), arguments.data());
}

TEST(Options, RunIsWhatIsDoneWithoutAVerb) {
    const auto options = parse({});
    ASSERT_TRUE(options.ok());
    EXPECT_EQ(options->verb, Verb::kRun);
    EXPECT_EQ(options->config, "/etc/hawser/hawser.toml");
}

TEST(Options, TakesTheFileAndTheVerb) {
    const auto options = parse({"--config", "x.toml", "--check"});
    ASSERT_TRUE(options.ok());
    EXPECT_EQ(options->verb, Verb::kCheck);
    EXPECT_EQ(options->config, "x.toml");
}

TEST(Options, RefusesWhatItDoesNotKnow) {
    EXPECT_FALSE(parse({"--confg", "x.toml"}).ok());
    EXPECT_FALSE(parse({"x.toml"}).ok());
    EXPECT_FALSE(parse({"--check", "--flush"}).ok());
}

TEST(Options, TheGuardIsKeptOnlyByAFlush) {
    EXPECT_FALSE(parse({"--flush"})->keep_guard);
    EXPECT_TRUE(parse({"--flush", "--keep-guard"})->keep_guard);
    EXPECT_FALSE(parse({"--keep-guard"}).ok());
}

}  // namespace
}  // namespace hawser::loader
