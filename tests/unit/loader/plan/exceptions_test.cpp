// SPDX-License-Identifier: BSD-2-Clause
#include "loader/plan/exceptions.h"

#include <gtest/gtest.h>

#include "plan_fixture.h"

namespace hawser::loader {
namespace {

/// The entry that the kernel's longest-prefix map would find, or one of bundle 999 where it would find none.
hw_net look_up(const std::map<IpPrefix, hw_net>& nets, std::string_view address) {
    const IpAddress wanted = ip(address);
    for (unsigned length = wanted.bits() + 1; length-- > 0;) {
        const auto entry = nets.find(IpPrefix(wanted, length));
        if (entry != nets.end()) return entry->second;
    }
    return {999, 0};
}

constexpr uint32_t kNoEntry = 999;
constexpr uint32_t kException = 0;

Config everything_through_the_peer() {
    Config config = branch_config();
    config.peers[0].networks = {net("0.0.0.0/0"), net("::/0")};
    return config;
}

TEST(Nets, APeersNetworkLeadsToItsBundleAndTheRestNowhere) {
    const auto nets = plan_nets(branch_config(), branch_facts(), {});
    EXPECT_EQ(look_up(nets, "10.2.3.4").bundle, 1U);
    EXPECT_EQ(look_up(nets, "8.8.8.8").bundle, kNoEntry);
    EXPECT_EQ(look_up(nets, "10.1.0.77").bundle, kNoEntry);
    EXPECT_EQ(look_up(nets, "203.0.113.10").bundle, kNoEntry);
}

TEST(Nets, OwnAddressesAreLocalInAnyCase) {
    const auto nets = plan_nets(branch_config(), branch_facts(), {});
    for (const char* own : {"10.1.0.1", "198.51.100.2", "192.0.2.2"}) {
        EXPECT_EQ(look_up(nets, own), (hw_net{0, HW_NET_LOCAL})) << own;
    }
}

TEST(Nets, WithEverythingBehindThePeerTheGatewayKeepsItsSurroundings) {
    const auto nets = plan_nets(everything_through_the_peer(), branch_facts(), {});
    EXPECT_EQ(look_up(nets, "8.8.8.8").bundle, 1U);
    EXPECT_EQ(look_up(nets, "2001:db8::1").bundle, 1U);
    EXPECT_EQ(look_up(nets, "10.1.0.77").bundle, kException) << "connected";
    EXPECT_EQ(look_up(nets, "10.1.200.1").bundle, kException) << "local network behind a LAN router";
    EXPECT_EQ(look_up(nets, "203.0.113.10").bundle, kException) << "endpoint";
    EXPECT_EQ(look_up(nets, "203.0.113.20").bundle, kException) << "endpoint of tier 2";
    EXPECT_EQ(look_up(nets, "203.0.113.11").bundle, 1U) << "beside an endpoint";
    EXPECT_EQ(look_up(nets, "198.51.100.1").bundle, kException) << "configured gateway";
    EXPECT_EQ(look_up(nets, "192.0.2.1").bundle, kException) << "gateway found";
    EXPECT_EQ(look_up(nets, "10.1.0.1"), (hw_net{0, HW_NET_LOCAL}));
}

TEST(Nets, GatewaysOutsideTheConnectedNetworksStayOutsideToo) {
    KernelFacts facts = branch_facts();
    facts.connected.clear();
    const auto nets = plan_nets(everything_through_the_peer(), facts, {});
    EXPECT_EQ(look_up(nets, "198.51.100.1").bundle, kException);
    EXPECT_EQ(look_up(nets, "192.0.2.1").bundle, kException);
}

TEST(Nets, LinkLocalMulticastAndBroadcastAreNeverRemote) {
    const auto nets = plan_nets(everything_through_the_peer(), branch_facts(), {});
    for (const char* address : {"224.0.0.5", "239.1.2.3", "255.255.255.255", "169.254.1.1", "127.0.0.1",
                                "fe80::1", "ff02::1:ff00:1", "::1"}) {
        EXPECT_EQ(look_up(nets, address).bundle, kException) << address;
    }
}

TEST(Nets, APeersOwnLinkLocalNetworkIsObeyed) {
    Config config = everything_through_the_peer();
    config.peers[0].networks.push_back(net("169.254.20.0/30"));
    const auto nets = plan_nets(config, branch_facts(), {});
    EXPECT_EQ(look_up(nets, "169.254.20.1").bundle, 1U);
    EXPECT_EQ(look_up(nets, "169.254.21.1").bundle, kException);
}

TEST(Nets, AConnectedNetworkThatAPeerClaimsTooStaysConnected) {
    Config config = branch_config();
    config.peers[0].networks = {net("10.1.0.0/24")};
    EXPECT_EQ(look_up(plan_nets(config, branch_facts(), {}), "10.1.0.77").bundle, kException);
}

TEST(Nets, APeersNetworkInsideAConnectedOneIsThePeers) {
    Config config = branch_config();
    config.peers[0].networks = {net("10.1.0.128/25")};
    const auto nets = plan_nets(config, branch_facts(), {});
    EXPECT_EQ(look_up(nets, "10.1.0.200").bundle, 1U);
    EXPECT_EQ(look_up(nets, "10.1.0.77").bundle, kNoEntry);
}

TEST(Nets, NetworksOfOurOwnTunnelInterfacesAreBehindThePeer) {
    KernelFacts facts = branch_facts();
    facts.connected.push_back({net("10.2.255.0/30"), "hawser-pop"});
    facts.connected.push_back({net("10.2.254.0/30"), "hw1"});
    const auto nets = plan_nets(branch_config(), facts, {});
    EXPECT_EQ(look_up(nets, "10.2.255.2").bundle, 1U);
    EXPECT_EQ(look_up(nets, "10.2.254.2").bundle, 1U);
}

TEST(Nets, ALocalNetworkThatIsAnotherPeersIsThatPeers) {
    Config config = everything_through_the_peer();
    PeerConfig branch = config.peers[0];
    branch.id = 2;
    branch.name = "branch";
    branch.networks = {net("10.3.0.0/16")};
    branch.tunnels.clear();
    config.peers.push_back(branch);
    config.peers[0].local_networks = {net("10.1.0.0/16"), net("10.3.0.0/16"), net("10.3.7.0/24")};
    const auto nets = plan_nets(config, branch_facts(), {});
    EXPECT_EQ(look_up(nets, "10.3.1.1").bundle, 2U);
    EXPECT_EQ(look_up(nets, "10.3.7.1").bundle, 2U);
    EXPECT_EQ(look_up(nets, "10.1.9.9").bundle, kException);
}

TEST(Nets, APeerWhoseAddressWasLearnedStaysOutside) {
    Negotiated negotiated;
    negotiated[TunnelId(1)].remote_outer = ip("203.0.113.99");
    const auto nets = plan_nets(everything_through_the_peer(), branch_facts(), negotiated);
    EXPECT_EQ(look_up(nets, "203.0.113.99").bundle, kException);
}

}  // namespace
}  // namespace hawser::loader
