// SPDX-License-Identifier: BSD-2-Clause
#include "loader/plan/plan_maps.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "plan_fixture.h"

namespace hawser::loader {
namespace {

using testing::HasSubstr;

const DataPlaneChoices kChoices{HW_FORWARDING_FAST, 0x1234};

MapPlan branch_plan(const Negotiated& negotiated = {}) {
    return plan_maps(branch_config(), branch_facts(), negotiated, kChoices).value();
}

TEST(PlanMaps, ConfigCarriesTheAbiAndTheChoices) {
    const hw_config config = branch_plan().config;
    EXPECT_EQ(config.abi_version, HW_ABI_VERSION);
    EXPECT_EQ(config.forwarding, static_cast<uint32_t>(HW_FORWARDING_FAST));
    EXPECT_EQ(config.hash_seed, 0x1234U);
    EXPECT_EQ(config.silence_ms, 2000U);
    EXPECT_EQ(config.idle_s[HW_IDLE_NEW], 60U);
    EXPECT_EQ(config.idle_s[HW_IDLE_TCP], 7440U);
    EXPECT_EQ(config.idle_s[HW_IDLE_TCP_CLOSED], 10U);
    EXPECT_EQ(config.idle_s[HW_IDLE_OTHER], 600U);
}

TEST(PlanMaps, TunnelsAreWhatIsConfigured) {
    const MapPlan plan = branch_plan();
    ASSERT_EQ(plan.tunnels.size(), 3U);
    EXPECT_EQ(plan.tunnels.at(TunnelId(2)),
              (hw_tunnel{12, kTunnelIfIdBase + 2, 1, 0, 30, kDefaultTunnelMtu, 0}));
    EXPECT_EQ(plan.tunnels.at(TunnelId(3)).tier, 1U);
}

TEST(PlanMaps, EveryInterfaceHasItsRole) {
    const MapPlan plan = branch_plan();
    EXPECT_EQ(plan.ifaces.size(), 7U);
    EXPECT_EQ(plan.ifaces.at(2), (hw_iface{HW_ROLE_LAN, 0}));
    EXPECT_EQ(plan.ifaces.at(4), (hw_iface{HW_ROLE_UPLINK, 2}));
    EXPECT_EQ(plan.ifaces.at(11), (hw_iface{HW_ROLE_TUNNEL, 1}));
    EXPECT_EQ(plan.ifaces.at(20), (hw_iface{HW_ROLE_BUNDLE, 1}));
}

TEST(PlanMaps, OnAHubAllShareOneInterfaceAndTheIfIdTells) {
    Config config = branch_config();
    config.interfaces = InterfacesChoice::kShared;
    config.peers[0].interface_name = "hawser-hub";
    for (TunnelConfig& tunnel : config.peers[0].tunnels)
        tunnel.interface_name = "hawser-hub";
    KernelFacts facts = branch_facts();
    facts.ifindexes["hawser-hub"] = 30;
    const auto plan = plan_maps(config, facts, {}, {});
    ASSERT_TRUE(plan) << plan.error().text();
    EXPECT_EQ(plan->ifaces.at(30), (hw_iface{HW_ROLE_HUB, 0}));
    EXPECT_EQ(plan->ifaces.count(11), 0U);
    EXPECT_EQ(plan->tunnels.at(TunnelId(2)).ifindex, 30U);
    EXPECT_EQ(plan->tunnels.at(TunnelId(2)).flags, HW_TUNNEL_SHARED_INTERFACE);
    EXPECT_EQ(plan->bundles.at(BundleId(1)).flags & HW_BUNDLE_SHARED_INTERFACE, HW_BUNDLE_SHARED_INTERFACE);
    EXPECT_EQ(plan->if_ids.at(IfId(kTunnelIfIdBase + 2)), TunnelId(2));
    EXPECT_EQ(plan->if_ids.size(), 3U);
    EXPECT_TRUE(branch_plan().if_ids.empty()) << "an interface each";
}

TEST(PlanMaps, EachTierHasARingOfItsOwnTunnels) {
    const MapPlan plan = branch_plan();
    ASSERT_EQ(plan.rings.size(), 2U);
    const Ring& first = plan.rings.at({BundleId(1), 0});
    EXPECT_EQ(first.size(), 401U);
    EXPECT_NEAR(static_cast<double>(std::count(first.begin(), first.end(), 2U)), 401 * 0.75, 1);
    EXPECT_EQ(plan.rings.at({BundleId(1), 1}), Ring{3});
}

TEST(PlanMaps, ABundleHasAllItsTunnelsAndTheirSmallestMtu) {
    Negotiated negotiated;
    negotiated[TunnelId(1)].mtu = 1438;
    negotiated[TunnelId(2)].mtu = 1390;
    negotiated[TunnelId(3)].mtu = 1420;
    const hw_bundle bundle = branch_plan(negotiated).bundles.at(BundleId(1));
    EXPECT_EQ(bundle.ifindex, 20U);
    EXPECT_EQ(bundle.mtu, 1390U);
    ASSERT_EQ(bundle.member_count, 3U);
    EXPECT_EQ(bundle.members[0], 1U);
    EXPECT_EQ(bundle.members[2], 3U);
    EXPECT_EQ(bundle.members[3], 0U);
}

TEST(PlanMaps, AllTunnelsMtuMayBeAboveTheDefault) {
    Negotiated negotiated;
    for (uint32_t id : {1U, 2U, 3U})
        negotiated[TunnelId(id)].mtu = 8900;
    EXPECT_EQ(branch_plan(negotiated).bundles.at(BundleId(1)).mtu, 8900U);
}

TEST(PlanMaps, ThePeerIsHawserOnlyIfAllKnownTunnelsSaySo) {
    EXPECT_EQ(branch_plan().bundles.at(BundleId(1)).flags, 0U);
    Negotiated negotiated;
    negotiated[TunnelId(1)].peer_is_hawser = true;
    EXPECT_EQ(branch_plan(negotiated).bundles.at(BundleId(1)).flags, HW_BUNDLE_PEER_HAWSER);
    negotiated[TunnelId(2)].peer_is_hawser = false;
    EXPECT_EQ(branch_plan(negotiated).bundles.at(BundleId(1)).flags, 0U);
}

TEST(PlanMaps, SelectorsAreThoseNegotiatedForEachTunnel) {
    EXPECT_TRUE(branch_plan().selectors.empty()) << "a tunnel without a Child SA may deliver nothing";
    Negotiated negotiated;
    negotiated[TunnelId(1)].remote = {Selector::of(net("10.2.0.0/16"))};
    negotiated[TunnelId(1)].local = {{ip("10.1.0.1"), ip("10.1.0.2"), 0, 0, 65535}};
    const MapPlan plan = branch_plan(negotiated);
    ASSERT_EQ(plan.selectors.size(), 3U);
    EXPECT_TRUE(plan.selectors.contains({TunnelId(1), HW_SELECTOR_REMOTE, net("10.2.0.0/16")}));
    EXPECT_TRUE(plan.selectors.contains({TunnelId(1), HW_SELECTOR_LOCAL, net("10.1.0.1/32")}));
    EXPECT_TRUE(plan.selectors.contains({TunnelId(1), HW_SELECTOR_LOCAL, net("10.1.0.2/32")}));
}

TEST(PlanMaps, EveryTunnelHasAProbeIdOfItsOwn) {
    const MapPlan plan = branch_plan();
    ASSERT_EQ(plan.probe_ids.size(), 3U);
    EXPECT_EQ(plan.probe_ids.at(probe_id_of(TunnelId(2))), TunnelId(2));
}

TEST(PlanMaps, ATunnelWhoseInterfaceIsMissingIsNowhere) {
    KernelFacts facts = branch_facts();
    facts.ifindexes.erase("hw2");
    const MapPlan plan = plan_maps(branch_config(), facts, {}, kChoices).value();
    EXPECT_FALSE(plan.tunnels.contains(TunnelId(2)));
    EXPECT_EQ(plan.bundles.at(BundleId(1)).member_count, 2U);
    EXPECT_EQ(plan.rings.at({BundleId(1), 0}), Ring{1});
}

TEST(PlanMaps, WithoutTheBundlesInterfaceItsNetworksStillDoNotLeak) {
    KernelFacts facts = branch_facts();
    facts.ifindexes.erase("hawser-pop");
    const MapPlan plan = plan_maps(branch_config(), facts, {}, kChoices).value();
    EXPECT_TRUE(plan.bundles.empty());
    EXPECT_EQ(plan.nets.at(net("10.2.0.0/16")).bundle, 1U);
}

TEST(PlanMaps, TheOrderInTheFileDoesNotMatter) {
    Config config = branch_config();
    std::reverse(config.peers[0].tunnels.begin(), config.peers[0].tunnels.end());
    EXPECT_EQ(plan_maps(config, branch_facts(), {}, kChoices).value(), branch_plan());
}

TEST(PlanMaps, LimitsAreRefusedByName) {
    Config config = branch_config();
    for (uint32_t id = 4; id <= 17; ++id) {
        config.peers[0].tunnels.push_back(tunnel_config(id, "pop/x", "wan1", "203.0.113.10"));
    }
    EXPECT_THAT(plan_maps(config, branch_facts(), {}, kChoices).error().text(),
                HasSubstr("plan of peer pop: 17 tunnels, and a bundle holds at most 16"));

    config = branch_config();
    config.peers[0].tunnels[0].id = HW_MAX_TUNNELS;
    EXPECT_THAT(plan_maps(config, branch_facts(), {}, kChoices).error().text(), HasSubstr("pop/wan1"));
    config.peers[0].tunnels[0].id = 2;
    EXPECT_THAT(plan_maps(config, branch_facts(), {}, kChoices).error().text(),
                HasSubstr("another tunnel has its id"));

    config = branch_config();
    config.peers[0].tunnels[0].tier = 5;
    EXPECT_FALSE(plan_maps(config, branch_facts(), {}, kChoices).ok());
    config = branch_config();
    config.peers[0].id = 0;
    EXPECT_FALSE(plan_maps(config, branch_facts(), {}, kChoices).ok());
}

TEST(PlanMaps, MoreNetworksThanTheMapHoldsAreRefused) {
    Config config = branch_config();
    for (uint32_t i = 0; i <= HW_MAX_NETS; ++i) {
        const uint8_t bytes[] = {11, static_cast<uint8_t>(i >> 14), static_cast<uint8_t>(i >> 6),
                                 static_cast<uint8_t>(i << 2)};
        config.peers[0].networks.emplace_back(IpAddress::from_bytes(bytes), 30);
    }
    EXPECT_THAT(plan_maps(config, branch_facts(), {}, kChoices).error().text(), HasSubstr("IPv4 networks"));
}

}  // namespace
}  // namespace hawser::loader
