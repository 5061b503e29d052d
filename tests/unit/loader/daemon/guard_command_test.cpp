// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/guard_command.h"

#include <gtest/gtest.h>

namespace hawser::loader {
namespace {

std::vector<std::string> guarded(const std::string& text) {
    std::vector<std::string> names;
    for (const IpPrefix& network : networks_to_guard(text, "hawser.toml"))
        names.push_back(network.to_string());
    return names;
}

using Names = std::vector<std::string>;

TEST(GuardCommand, GuardsEveryPeersNetworks) {
    EXPECT_EQ(guarded("[[peer]]\nnetworks = [\"10.2.0.0/16\", \"2001:db8:2::/48\"]\n"
                      "[[peer]]\nnetworks = [\"10.3.0.0/16\"]\n"),
              (Names{"10.2.0.0/16", "2001:db8:2::/48", "10.3.0.0/16"}));
}

TEST(GuardCommand, AConfigurationThatIsRefusedElsewhereGuardsAllTheSame) {
    EXPECT_EQ(
        guarded(
            "[[uplnk]]\nname = 3\n[[peer]]\nnetwoks = []\nnetworks = [\"10.2.0.0/16\", 7, \"nonsense\"]\n"),
        Names{"10.2.0.0/16"});
}

TEST(GuardCommand, FailOpenIsObeyed) {
    EXPECT_EQ(guarded("[[peer]]\nfail = \"open\"\nnetworks = [\"10.2.0.0/16\"]\n"), Names{});
}

TEST(GuardCommand, SyntaxErrorsAreNoCrash) {
    EXPECT_EQ(guarded("[[peer\nnetworks = "), Names{});
    EXPECT_EQ(guarded("peer = 3\n"), Names{});
}

}  // namespace
}  // namespace hawser::loader
