// SPDX-License-Identifier: BSD-2-Clause
#include "loader/plan/map_changes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plan_fixture.h"

namespace hawser::loader {
namespace {

using testing::ElementsAre;

MapPlan branch_plan(const Config& config = branch_config()) {
    return plan_maps(config, branch_facts(), {}, {HW_FORWARDING_FAST, 7}).value();
}

TEST(Diff, OfEqualPlansIsEmpty) {
    EXPECT_TRUE(diff(branch_plan(), branch_plan()).empty());
    EXPECT_TRUE(diff({}, {}).empty());
}

TEST(Diff, FromNothingSetsEverythingAndEveryTunnelIsNew) {
    const MapPlan plan = branch_plan();
    const MapChanges changes = diff({}, plan);
    EXPECT_EQ(patched({}, changes), plan);
    EXPECT_THAT(changes.new_tunnels, ElementsAre(TunnelId(1), TunnelId(2), TunnelId(3)));
    EXPECT_TRUE(changes.config.has_value());
}

TEST(Diff, ToNothingRemovesEverything) {
    const MapPlan plan = branch_plan();
    const MapChanges changes = diff(plan, {});
    EXPECT_EQ(patched(plan, changes), MapPlan{});
    EXPECT_TRUE(changes.new_tunnels.empty());
    EXPECT_EQ(changes.tunnels.removed.size(), 3U);
}

TEST(Diff, AChangedWeightTouchesOneTunnelAndOneRing) {
    Config config = branch_config();
    config.peers[0].tunnels[0].weight = 11;
    const MapPlan from = branch_plan();
    const MapPlan to = branch_plan(config);
    const MapChanges changes = diff(from, to);
    ASSERT_EQ(changes.tunnels.set.size(), 1U);
    EXPECT_EQ(changes.tunnels.set[0].first, TunnelId(1));
    ASSERT_EQ(changes.rings.set.size(), 1U);
    EXPECT_EQ(changes.rings.set[0].first, (RingKey{BundleId(1), 0}));
    EXPECT_EQ(changes.rings.set[0].second, to.rings.begin()->second);
    EXPECT_TRUE(changes.new_tunnels.empty());
    EXPECT_TRUE(changes.nets.empty());
    EXPECT_TRUE(changes.bundles.empty());
    EXPECT_FALSE(changes.config.has_value());
    EXPECT_EQ(patched(from, changes), to);
}

TEST(Diff, ARemovedTunnelLeavesTheOtherTierAlone) {
    Config config = branch_config();
    config.peers[0].tunnels.erase(config.peers[0].tunnels.begin() + 1);
    const MapPlan from = branch_plan();
    const MapPlan to = branch_plan(config);
    const MapChanges changes = diff(from, to);
    EXPECT_THAT(changes.tunnels.removed, ElementsAre(TunnelId(2)));
    EXPECT_THAT(changes.ifaces.removed, ElementsAre(12U));
    ASSERT_EQ(changes.rings.set.size(), 1U);
    EXPECT_EQ(changes.rings.set[0].first.tier, 0U);
    EXPECT_EQ(patched(from, changes), to);
}

TEST(Diff, AnIdThatMeansAnotherTunnelIsANewTunnel) {
    MapPlan to = branch_plan();
    to.tunnels[TunnelId(1)].mtu = 1200;
    to.tunnels[TunnelId(2)].ifindex = 99;
    to.tunnels[TunnelId(3)].bundle = 2;
    EXPECT_THAT(diff(branch_plan(), to).new_tunnels, ElementsAre(TunnelId(2), TunnelId(3)));
}

TEST(Diff, ANewSeedIsAChangeOfTheConfigAlone) {
    MapPlan to = branch_plan();
    to.config.hash_seed = 8;
    const MapChanges changes = diff(branch_plan(), to);
    ASSERT_TRUE(changes.config.has_value());
    EXPECT_EQ(changes.config->hash_seed, 8U);
    EXPECT_TRUE(changes.tunnels.empty());
    EXPECT_FALSE(changes.empty());
}

}  // namespace
}  // namespace hawser::loader
