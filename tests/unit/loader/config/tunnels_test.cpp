// SPDX-License-Identifier: BSD-2-Clause
// What a peer, its endpoints and its [[peer.tunnel]] make of each tunnel.
#include "loader/config/interface_names.h"
#include "tests/unit/loader/config/fixture.h"

namespace hawser::loader {
namespace {

class TunnelsTest : public ConfigTest {
 protected:
    /// Weights in the order of the tunnels.
    std::vector<uint32_t> weights(const std::string& text) {
        const LoadOutcome outcome = parse(text);
        EXPECT_TRUE(outcome.config) << report(outcome);
        std::vector<uint32_t> result;
        if (!outcome.config) return result;
        for (const TunnelConfig& tunnel : outcome.config->peers[0].tunnels)
            result.push_back(tunnel.weight);
        return result;
    }
};

TEST_F(TunnelsTest, WeightsAreInProportionToBandwidth) {
    EXPECT_EQ(weights(kGood), (std::vector<uint32_t>{4, 1, 4, 1}));
    EXPECT_EQ(weights(with(kGood, "250Mbit", "400Mbit")), (std::vector<uint32_t>{5, 2, 5, 2}));
    EXPECT_EQ(weights(with(kGood, "250Mbit", "33333kbit")), (std::vector<uint32_t>{1000, 33, 1000, 33}));
    EXPECT_EQ(weights(with(kGood, "250Mbit", "56kbit")), (std::vector<uint32_t>{1000, 1, 1000, 1}));
}

TEST_F(TunnelsTest, WithoutBandwidthAllWeighTheSame) {
    const std::string one = with(kGood, "bandwidth = \"250Mbit\"\n", "");
    EXPECT_EQ(weights(one), (std::vector<uint32_t>{1, 1, 1, 1}));
    expect_warned(one, {"uplink 'wan2' has no bandwidth"});
    EXPECT_EQ(weights(with(one, "bandwidth = \"1Gbit\"\n", "")), (std::vector<uint32_t>{1, 1, 1, 1}));
    EXPECT_EQ(weights(with(kGood, "uplinks = [", "weight = \"equal\"\nuplinks = [")),
              (std::vector<uint32_t>{1, 1, 1, 1}));
}

TEST_F(TunnelsTest, AnEndpointMayBeReachedBySomeUplinksAlone) {
    const LoadOutcome outcome = parse(with(kGood, "tier = 2", "uplinks = [\"wan2\"]"));
    ASSERT_TRUE(outcome.config) << report(outcome);
    std::vector<std::string> names;
    for (const TunnelConfig& tunnel : outcome.config->peers[0].tunnels)
        names.push_back(tunnel.name);
    EXPECT_EQ(names, (std::vector<std::string>{"pop/wan1", "pop/wan2", "pop/wan2/2"}));
}

TEST_F(TunnelsTest, ATunnelIsNumberedByTheEndpointsOfItsUplink) {
    std::string text = with(kGood, "tier = 2", "uplinks = [\"wan2\"]");
    text = with(text, "{ address = \"203.0.113.10\"", "{ uplinks = [\"wan1\"], address = \"203.0.113.10\"");
    const LoadOutcome outcome = parse(text);
    ASSERT_TRUE(outcome.config) << report(outcome);
    ASSERT_EQ(outcome.config->peers[0].tunnels.size(), 2U);
    EXPECT_EQ(outcome.config->peers[0].tunnels[1].name, "pop/wan2");
    expect_refused(with(kGood, "tier = 2", "uplinks = [\"wan9\"]"), {"peer 'pop' has no uplink 'wan9'"});
}

TEST_F(TunnelsTest, ATunnelsKeysOverrideTheEndpointsAndThePeers) {
    write_key("other.psk", "another key that is long enough");
    std::string text =
        with(kGood, "tier = 2", "name = \"second\", tier = 2, weight = 7, probe = { interval = \"1s\" }");
    text +=
        "[[peer.tunnel]]\nuplink = \"wan2\"\nendpoint = \"second\"\ntier = 3\n"
        "[peer.tunnel.auth]\npsk_file = \"other.psk\"\nremote_id = \"{uplink}.dr.example\"\n"
        "[peer.tunnel.probe]\ntarget = \"10.2.0.2\"\n";
    const LoadOutcome outcome = parse(text);
    ASSERT_TRUE(outcome.config) << report(outcome);
    const auto& tunnels = outcome.config->peers[0].tunnels;
    const TunnelConfig& plain = tunnels[2];
    EXPECT_EQ(plain.tier, 2u);
    EXPECT_EQ(plain.weight, 7u);
    EXPECT_EQ(plain.probes.at(0).settings.interval, std::chrono::seconds(1));
    EXPECT_EQ(plain.probes.at(0).settings.timeout, std::chrono::milliseconds(750));
    EXPECT_EQ(plain.probes.at(0).target, address("10.2.0.1"));
    const TunnelConfig& special = tunnels[3];
    EXPECT_EQ(special.tier, 3u);
    EXPECT_EQ(special.weight, 7u);
    EXPECT_EQ(special.auth.remote_id, "wan2.dr.example");
    EXPECT_EQ(special.auth.local_id, "branch-wan2.example");
    EXPECT_EQ(special.auth.psk_file, path("other.psk"));
    EXPECT_EQ(special.probes.at(0).target, address("10.2.0.2"));
    EXPECT_EQ(special.probes.at(0).settings.interval, std::chrono::seconds(1));
    EXPECT_EQ(tunnels[1].probes.at(0).settings.interval, std::chrono::milliseconds(200));
}

TEST_F(TunnelsTest, AnOverrideForNoTunnelIsRefused) {
    expect_refused(kGood + "[[peer.tunnel]]\nuplink = \"wan3\"\n",
                   {"hawser.toml:29:10: error: peer 'pop' has no uplink 'wan3' (did you mean 'wan1'?)"});
    expect_refused(kGood + "[[peer.tunnel]]\nendpoint = \"203.0.113.11\"\n",
                   {"hawser.toml:29:12: error: peer 'pop' has no endpoint '203.0.113.11' (did you mean "
                    "'203.0.113.10'?)"});
}

TEST_F(TunnelsTest, AResponderKnowsItsPeersByIdentity) {
    const std::string text =
        with(kGood, "endpoints = [{ address = \"203.0.113.10\" }, { address = \"203.0.113.20\", tier = 2 }]",
             "endpoints = [{ address = \"any\", auth = { remote_id = \"a.example\" } }, "
             "{ address = \"any\", name = \"b\", auth = { remote_id = \"b.example\" } }]");
    const LoadOutcome outcome = parse(text);
    ASSERT_TRUE(outcome.config) << report(outcome);
    const auto& tunnels = outcome.config->peers[0].tunnels;
    ASSERT_EQ(tunnels.size(), 4u);
    EXPECT_FALSE(tunnels[0].endpoint);
    EXPECT_EQ(tunnels[0].initiate, InitiateChoice::kNever);
    EXPECT_EQ(tunnels[0].auth.remote_id, "a.example");
    EXPECT_EQ(tunnels[2].auth.remote_id, "b.example");
    expect_refused(
        with(text, "b.example", "a.example"),
        {"tunnels 'pop/wan1/2' and 'pop/wan1' both wait by uplink 'wan1' for the identity 'a.example'"});
    expect_refused(with(text, "uplinks = [", "initiate = \"always\"\nuplinks = ["),
                   {"hawser.toml:19:12: error: initiate = \"always\" needs an endpoint with an address"});
}

TEST_F(TunnelsTest, AnyWithoutAnIdentityIsRefused) {
    const std::string text = with(with(kGood, "203.0.113.10", "any"), "remote_id = \"pop.example\"\n", "");
    expect_refused(text, {"peer 'pop' has the endpoint \"any\" and no 'remote_id'"});
}

TEST_F(TunnelsTest, IdentitiesAreThoseThatIkeKnows) {
    expect_refused(with(kGood, "pop.example", "ipv4:pop"),
                   {"hawser.toml:23:13: error: 'ipv4:pop' is no IKE identity"});
    expect_refused(with(kGood, "branch-{uplink}.example", "%any"),
                   {"hawser.toml:22:12: error: %any says nothing"});
    EXPECT_TRUE(parse(with(kGood, "pop.example", "%any")).config);
    expect_refused(with(with(kGood, "pop.example", "%any"), "203.0.113.10", "any"),
                   {"hawser.toml:23:13: error: %any says"});
}

TEST_F(TunnelsTest, InitiateIsInherited) {
    const LoadOutcome outcome = parse(with(kGood, "tier = 2", "initiate = \"always\""));
    ASSERT_TRUE(outcome.config) << report(outcome);
    EXPECT_EQ(outcome.config->peers[0].tunnels[0].initiate, InitiateChoice::kAuto);
    EXPECT_EQ(outcome.config->peers[0].tunnels[2].initiate, InitiateChoice::kAlways);
}

TEST(InterfaceNames, AreShortDistinctAndAlwaysTheSame) {
    EXPECT_EQ(bundle_interface_name("pop"), "hawser-pop");
    EXPECT_EQ(tunnel_interface_name("pop", "wan1", 1), "hw-pop-wan1");
    EXPECT_EQ(tunnel_interface_name("pop", "wan1", 2), "hw-pop-wan1-2");
    const std::string munich = tunnel_interface_name("munich-datacenter", "provider-one", 1);
    const std::string munich2 = tunnel_interface_name("munich-datacenter", "provider-two", 1);
    EXPECT_EQ(munich, tunnel_interface_name("munich-datacenter", "provider-one", 1));
    EXPECT_NE(munich, munich2);
    EXPECT_LE(munich.size(), 15u);
    EXPECT_TRUE(munich.starts_with("hw-mun-prov"));
    EXPECT_LE(bundle_interface_name("munich-datacenter").size(), 15u);
    EXPECT_TRUE(bundle_interface_name("munich-datacenter").starts_with("hawser-muni"));
    EXPECT_EQ(bundle_interface_name("a.b").find('.'), std::string::npos);
    EXPECT_NE(bundle_interface_name("a.b"), bundle_interface_name("a-b"));
    EXPECT_NE(tunnel_interface_name("a-b", "c.d", 1), tunnel_interface_name("a.b", "c-d", 1));
}

}  // namespace
}  // namespace hawser::loader
