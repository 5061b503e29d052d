// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/data_plane.h"

#include <gtest/gtest.h>

#include "loader/bpf/fake_map_port.h"
#include "loader/bpf/fake_program_port.h"
#include "site.h"

namespace hawser::loader {
namespace {

struct DataPlaneTest : testing::Test {
    FakeMapPort maps;
    FakeProgramPort programs;
    DataPlane data_plane{maps, programs};

    static MapPlan one_tunnel() {
        MapPlan plan;
        plan.config.abi_version = HW_ABI_VERSION;
        plan.tunnels[TunnelId(1)] = {.ifindex = 5, .if_id = 101, .bundle = 1, .weight = 1, .mtu = 1400};
        plan.bundles[BundleId(1)] = {.ifindex = 6, .mtu = 1400, .member_count = 1, .members = {1}};
        plan.ifaces[4] = {.role = HW_ROLE_LAN};
        plan.ifaces[5] = {.role = HW_ROLE_TUNNEL, .id = 1};
        plan.ifaces[6] = {.role = HW_ROLE_BUNDLE, .id = 1};
        return plan;
    }
};

TEST_F(DataPlaneTest, AdoptsAPlanOnlyWhenTheKernelHasTakenIt) {
    maps.fail_next_write("no room");
    EXPECT_FALSE(data_plane.apply(one_tunnel()).ok());
    EXPECT_TRUE(data_plane.current().tunnels.empty());
    ASSERT_TRUE(data_plane.apply(one_tunnel()).ok());
    EXPECT_EQ(maps.read_plan()->tunnels.size(), 1U);
}

TEST_F(DataPlaneTest, AnewTunnelIsDownUntilSomebodySaysOtherwise) {
    ASSERT_TRUE(data_plane.apply(one_tunnel()).ok());
    EXPECT_EQ(data_plane.state(TunnelId(1)), HW_TUNNEL_DOWN);
}

TEST_F(DataPlaneTest, AStateChangeIsOneMapWrite) {
    ASSERT_TRUE(data_plane.apply(one_tunnel()).ok());
    const size_t before = maps.state_writes.size();
    ASSERT_TRUE(data_plane.set_state(TunnelId(1), HW_TUNNEL_UP).ok());
    EXPECT_EQ(maps.state_writes.size(), before + 1);
    EXPECT_EQ(data_plane.state(TunnelId(1)), HW_TUNNEL_UP);
}

TEST_F(DataPlaneTest, ARestartFindsStatesAndSelectors) {
    MapPlan plan = one_tunnel();
    const SelectorKey key{TunnelId(1), HW_SELECTOR_REMOTE, IpPrefix::parse("10.2.0.0/16").value()};
    plan.selectors[key] = {.count = 2, .ranges = {{80, 80, 6, {}}, {53, 53, 17, {}}}};
    ASSERT_TRUE(data_plane.apply(plan).ok());
    ASSERT_TRUE(data_plane.set_state(TunnelId(1), HW_TUNNEL_UP).ok());

    DataPlane restarted(maps, programs);
    ASSERT_TRUE(restarted.adopt().ok());
    EXPECT_EQ(restarted.state(TunnelId(1)), HW_TUNNEL_UP);
    const NegotiatedTunnel known = restarted.negotiated(TunnelId(1));
    EXPECT_EQ(known.mtu, 1400U);
    EXPECT_EQ(known.remote, (std::vector<Selector>{{key.prefix.address(), key.prefix.last(), 6, 80, 80},
                                                   {key.prefix.address(), key.prefix.last(), 17, 53, 53}}));
}

TEST_F(DataPlaneTest, TheGenerationGoesOnWithEveryChangeOfNetworksOrBundlesAndAcrossARestart) {
    const auto generation = [this] { return maps.read_plan()->config.generation; };
    MapPlan plan = one_tunnel();
    ASSERT_TRUE(data_plane.apply(plan).ok());
    EXPECT_EQ(generation(), 1U);
    plan.tunnels[TunnelId(1)].mtu = 1300;
    ASSERT_TRUE(data_plane.apply(plan).ok());
    EXPECT_EQ(generation(), 1U) << "whose the networks are has not changed";
    plan.nets[IpPrefix::parse("10.3.0.0/16").value()] = {.bundle = 1};
    ASSERT_TRUE(data_plane.apply(plan).ok());
    EXPECT_EQ(generation(), 2U);
    plan.bundles[BundleId(1)].failback_s = 7;
    maps.fail_next_write("half done");
    EXPECT_FALSE(data_plane.apply(plan).ok());
    // As after a write that came to the bundle and not to the configuration.
    MapPlan half = maps.read_plan().value();
    half.bundles = plan.bundles;
    ASSERT_TRUE(maps.apply(diff(maps.read_plan().value(), half)).ok());
    ASSERT_TRUE(data_plane.apply(plan).ok());
    EXPECT_EQ(generation(), 3U);

    DataPlane restarted(maps, programs);
    ASSERT_TRUE(restarted.adopt().ok());
    ASSERT_TRUE(restarted.apply(plan).ok());
    EXPECT_EQ(generation(), 4U) << "the earlier daemon may have died between the two";
    ASSERT_TRUE(restarted.apply(plan).ok());
    EXPECT_EQ(generation(), 4U);
}

TEST_F(DataPlaneTest, TheGenerationGoesOnWithEveryChangeOfSelectors) {
    const auto generation = [this] { return maps.read_plan()->config.generation; };
    MapPlan plan = one_tunnel();
    ASSERT_TRUE(data_plane.apply(plan).ok());
    EXPECT_EQ(generation(), 1U);
    const SelectorKey key{TunnelId(1), HW_SELECTOR_REMOTE, IpPrefix::parse("10.2.0.0/16").value()};
    plan.selectors[key] = {.count = 1, .ranges = {{80, 80, 6, {}}}};
    ASSERT_TRUE(data_plane.apply(plan).ok());
    EXPECT_EQ(generation(), 2U) << "a pin may know the verdict of the selectors before";
    plan.selectors[key].ranges[0].port_last = 79;
    ASSERT_TRUE(data_plane.apply(plan).ok());
    EXPECT_EQ(generation(), 3U);
    plan.selectors.erase(key);
    ASSERT_TRUE(data_plane.apply(plan).ok());
    EXPECT_EQ(generation(), 4U);
}

TEST_F(DataPlaneTest, WhatATunnelHasNegotiatedReplacesItsSelectorsAndNoOthers) {
    const IpPrefix wide = IpPrefix::parse("10.2.0.0/16").value();
    const IpPrefix narrow = IpPrefix::parse("10.2.7.0/24").value();
    const SelectorKey others{TunnelId(2), HW_SELECTOR_REMOTE, wide};
    MapPlan plan = one_tunnel();
    plan.selectors[{TunnelId(1), HW_SELECTOR_REMOTE, wide}] = {.count = 1, .ranges = {{0, 65535, 0, {}}}};
    plan.selectors[others] = {.count = 1, .ranges = {{80, 80, 6, {}}}};
    ASSERT_TRUE(data_plane.apply(plan).ok());
    const NegotiatedTunnel known{.local = {Selector::of(wide)}, .remote = {Selector::of(narrow)}};
    ASSERT_TRUE(data_plane.set_selectors(TunnelId(1), known).ok());
    EXPECT_EQ(data_plane.negotiated(TunnelId(1)).remote, known.remote);
    EXPECT_EQ(data_plane.negotiated(TunnelId(1)).local, known.local);
    const MapPlan present = maps.read_plan().value();
    EXPECT_EQ(present, data_plane.current());
    EXPECT_EQ(present.selectors.size(), 3U);
    EXPECT_EQ(present.selectors.count(others), 1U);
    EXPECT_EQ(present.config.generation, 2U) << "a pin may know the verdict of the selectors before";
    ASSERT_TRUE(data_plane.set_selectors(TunnelId(1), known).ok());
    EXPECT_EQ(maps.read_plan()->config.generation, 2U);
}

TEST_F(DataPlaneTest, SelectorsThatTheKernelRefusesAreReadAnew) {
    ASSERT_TRUE(data_plane.apply(one_tunnel()).ok());
    const NegotiatedTunnel known{.remote = {Selector::of(IpPrefix::parse("10.2.0.0/16").value())}};
    maps.fail_next_write("no room");
    EXPECT_FALSE(data_plane.set_selectors(TunnelId(1), known).ok());
    EXPECT_TRUE(data_plane.negotiated(TunnelId(1)).remote.empty());
    ASSERT_TRUE(data_plane.set_selectors(TunnelId(1), known).ok());
    EXPECT_EQ(data_plane.negotiated(TunnelId(1)).remote, known.remote);
    EXPECT_TRUE(data_plane.set_selectors(TunnelId(9), known).ok());
    EXPECT_EQ(maps.read_plan()->selectors.size(), 1U);
}

TEST_F(DataPlaneTest, OnlyAPeerThatMayFailOpenIsInTheClearAndOnlyWithoutAnyTunnel) {
    Config config = two_uplinks();
    EXPECT_TRUE(peers_in_the_clear(config, data_plane).empty());
    config.peers[0].fail = FailChoice::kOpen;
    EXPECT_EQ(peers_in_the_clear(config, data_plane), std::set<uint32_t>{1});
    ASSERT_TRUE(data_plane.apply(one_tunnel()).ok());
    ASSERT_TRUE(data_plane.set_state(TunnelId(1), HW_TUNNEL_DEGRADED).ok());
    EXPECT_TRUE(peers_in_the_clear(config, data_plane).empty());
}

TEST_F(DataPlaneTest, AttachesWhatIsMissingAndDetachesWhatIsTooMany) {
    for (const uint32_t ifindex : {4U, 5U, 6U, 9U})
        programs.add_interface(ifindex);
    ASSERT_TRUE(programs.attach({Hook::kLan, 9}).ok());
    MapPlan plan = one_tunnel();
    plan.config.forwarding = HW_FORWARDING_FAST;
    ASSERT_TRUE(data_plane.apply(plan).ok());
    ASSERT_TRUE(data_plane.attach().ok());
    const std::vector<Attachment> wanted = {{Hook::kLan, 4}, {Hook::kTunnel, 5}, {Hook::kBundle, 6}};
    EXPECT_EQ(*programs.attached(), wanted);

    ASSERT_TRUE(programs.detach({Hook::kTunnel, 5}).ok());
    ASSERT_TRUE(data_plane.attach().ok());
    EXPECT_EQ(*programs.attached(), wanted) << "what somebody took away comes back";
}

TEST_F(DataPlaneTest, LansHaveAProgramOnlyWhereItForwards) {
    for (const uint32_t ifindex : {4U, 5U, 6U})
        programs.add_interface(ifindex);
    const std::vector<Attachment> others = {{Hook::kTunnel, 5}, {Hook::kBundle, 6}};
    MapPlan plan = one_tunnel();
    ASSERT_TRUE(data_plane.apply(plan).ok());
    ASSERT_TRUE(data_plane.attach().ok());
    EXPECT_EQ(*programs.attached(), others);

    plan.config.forwarding = HW_FORWARDING_FAST;
    ASSERT_TRUE(data_plane.apply(plan).ok());
    ASSERT_TRUE(data_plane.attach().ok());
    EXPECT_EQ(programs.attached()->front(), (Attachment{Hook::kLan, 4}));

    plan.config.forwarding = HW_FORWARDING_STACK;
    ASSERT_TRUE(data_plane.apply(plan).ok());
    ASSERT_TRUE(data_plane.attach().ok());
    EXPECT_EQ(*programs.attached(), others);
}

TEST_F(DataPlaneTest, AHubsInterfaceHasBothOfItsPrograms) {
    programs.add_interface(7);
    MapPlan plan;
    plan.ifaces[7] = {HW_ROLE_HUB, 0};
    ASSERT_TRUE(data_plane.apply(plan).ok());
    ASSERT_TRUE(data_plane.attach().ok());
    EXPECT_EQ(*programs.attached(), (std::vector<Attachment>{{Hook::kHub, 7}, {Hook::kHubIn, 7}}));
}

}  // namespace
}  // namespace hawser::loader
