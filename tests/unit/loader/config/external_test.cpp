// SPDX-License-Identifier: BSD-2-Clause
// Tunnels whose far end is not an address in the file: another program's, and endpoints that are names.
#include "loader/config/load.h"
#include "tests/unit/loader/config/fixture.h"

namespace hawser::loader {
namespace {

const std::string kExternal =
    "[[tunnel]]\nname = \"old\"\npeer = \"pop\"\nuplink = \"wan2\"\ninterface = \"wg0\"\ntier = 2\n"
    "[tunnel.probe]\ninterval = \"1s\"\n";

class ExternalTest : public ConfigTest {
 protected:
    static std::string without_endpoints(const std::string& text) {
        return with(
            text, "endpoints = [{ address = \"203.0.113.10\" }, { address = \"203.0.113.20\", tier = 2 }]\n",
            "");
    }
};

TEST_F(ExternalTest, AnotherProgramsTunnelStandsBesideOurs) {
    const LoadOutcome outcome = parse(kGood + kExternal);
    ASSERT_TRUE(outcome.config) << report(outcome);
    const auto& tunnels = outcome.config->peers[0].tunnels;
    ASSERT_EQ(tunnels.size(), 5U);
    const TunnelConfig& external = tunnels.back();
    EXPECT_TRUE(external.external);
    EXPECT_EQ(external.name, "old");
    EXPECT_EQ(external.interface_name, "wg0");
    EXPECT_EQ(external.uplink, "wan2");
    EXPECT_EQ(external.tier, 2U);
    EXPECT_EQ(external.weight, tunnels[1].weight) << "by its uplink's bandwidth";
    EXPECT_EQ(external.probes.at(0).settings.interval, std::chrono::seconds(1));
    EXPECT_EQ(external.probes.at(0).target, address("10.2.0.1")) << "the peer's";
    EXPECT_FALSE(external.waits_for_anybody());
}

TEST_F(ExternalTest, APeerMayHaveNoOtherTunnelsAndThenNeedsNoKeys) {
    const std::string auth =
        kGood.substr(kGood.find("[peer.auth]"), kGood.find("[peer.probe]") - kGood.find("[peer.auth]"));
    const LoadOutcome outcome = parse(with(without_endpoints(kGood), auth, "") + kExternal);
    ASSERT_TRUE(outcome.config) << report(outcome);
    EXPECT_EQ(report(outcome), "");
    EXPECT_EQ(outcome.config->peers[0].tunnels.size(), 1U);
}

TEST_F(ExternalTest, WhatIsWrongWithThemIsSaid) {
    expect_refused(without_endpoints(kGood), {"peer 'pop' has neither endpoints nor a [[tunnel]]"});
    expect_refused(kGood + with(kExternal, "\"pop\"", "\"pob\""),
                   {"tunnel 'old': there is no peer 'pob'", "pop"});
    expect_refused(kGood + with(kExternal, "\"wan2\"", "\"wan9\""),
                   {"tunnel 'old': there is no uplink 'wan9'"});
    expect_refused(kGood + with(kExternal, "wg0", "a-much-too-long-name"), {"is too long for an interface"});
    expect_refused(kGood + kExternal + kExternal, {"two tunnels are named 'old'"});
    expect_refused("interfaces = \"shared\"\n" + kGood + kExternal,
                   {"a [[tunnel]] needs interfaces = \"each\""});
    expect_refused(kGood + with(kExternal, "tier = 2", "auth = {}"),
                   {"another program has negotiated this tunnel"});
}

TEST_F(ExternalTest, AnEndpointMayBeAName) {
    const LoadOutcome outcome = parse(
        with(with(kGood, "\"203.0.113.10\"", "\"gw-1.example.com\""), "remote_id = \"pop.example\"\n", "") +
        "[dns]\nservers = \"192.0.2.53\"\ninterval = \"1m\"\n");
    ASSERT_TRUE(outcome.config) << report(outcome);
    const TunnelConfig& tunnel = outcome.config->peers[0].tunnels[0];
    EXPECT_FALSE(tunnel.endpoint);
    EXPECT_EQ(tunnel.endpoint_host, "gw-1.example.com");
    EXPECT_FALSE(tunnel.waits_for_anybody());
    EXPECT_EQ(tunnel.auth.remote_id, "gw-1.example.com");
    EXPECT_EQ(tunnel.initiate, InitiateChoice::kAuto);
    EXPECT_EQ(outcome.config->dns.interval, std::chrono::minutes(1));
    EXPECT_EQ(outcome.config->dns.servers, std::vector{address("192.0.2.53")});
    for (const char* wrong :
         {"gw", "203.0.113.300", "gw..example", ".example", "gw.example.", "gw_1.example", "gw.9"})
        expect_refused(with(kGood, "203.0.113.10", wrong), {"is not an IPv4 or IPv6 address"});
}

}  // namespace
}  // namespace hawser::loader
