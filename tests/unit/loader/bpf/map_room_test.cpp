// SPDX-License-Identifier: BSD-2-Clause
#include "loader/bpf/map_room.h"

#include <gtest/gtest.h>

namespace hawser::loader {
namespace {

TEST(MapRoom, FollowsTheConfigurationWithRoomForAFewMore) {
    const MapNeeds branch{.tunnels = 2, .bundles = 1, .interfaces = 6};
    EXPECT_EQ(room_for(HW_MAP_TUNNELS, branch).entries, 64U);
    EXPECT_EQ(room_for(HW_MAP_BUNDLES, branch).entries, 16U);
    EXPECT_EQ(room_for(HW_MAP_RINGS, branch).entries, 16U * HW_MAX_TIERS);
    const MapNeeds hub{.tunnels = 4000, .bundles = 1000, .interfaces = 5000};
    EXPECT_EQ(room_for(HW_MAP_TUNNELS, hub).entries, 8192U);
    EXPECT_EQ(room_for(HW_MAP_TUNNEL_STATS, hub).entries, 8192U);
    EXPECT_EQ(room_for(HW_MAP_BUNDLE_WATCH, hub).entries, 2048U);
    EXPECT_EQ(room_for(HW_MAP_TUNNELS, {.tunnels = 64}).entries, 128U) << "id 0 takes a place";
}

TEST(MapRoom, EndsAtTheLimits) {
    const MapNeeds most{.tunnels = HW_MAX_TUNNELS - 1, .bundles = HW_MAX_BUNDLES - 1};
    EXPECT_EQ(room_for(HW_MAP_TUNNELS, most).entries, HW_MAX_TUNNELS);
    EXPECT_EQ(room_for(HW_MAP_RINGS, most).entries, HW_MAX_BUNDLES * HW_MAX_TIERS);
    EXPECT_EQ(room_for(HW_MAP_RINGS, {.rules = HW_MAX_RULES - 1}).entries, HW_MAX_RINGS);
    EXPECT_EQ(room_for(HW_MAP_MATCHES, {.matches = HW_MAX_ALL_MATCHES}).entries, HW_MAX_ALL_MATCHES);
}

TEST(MapRoom, FlowsHaveExactlyWhatIsConfiguredAndNewOnesAnEighth) {
    EXPECT_EQ(room_for(HW_MAP_PINS6, {.flows = 300000}).entries, 300000U);
    EXPECT_TRUE(room_for(HW_MAP_PINS4, {.flows = 300000}).exact);
    EXPECT_EQ(room_for(HW_MAP_NEW_PINS4, {.flows = 800000}).entries, 100000U);
    EXPECT_EQ(room_for(HW_MAP_NEW_PINS4, {.flows = 1024}).entries, 16384U);
}

TEST(MapRoom, RulesCostNothingWhereThereAreNone) {
    EXPECT_EQ(room_for(HW_MAP_RULES, {}).entries, 16U);
    EXPECT_EQ(room_for(HW_MAP_MATCHES, {}).entries, 16U);
    EXPECT_EQ(room_for(HW_MAP_RULES, {.rules = 20}).entries, 32U);
    EXPECT_EQ(room_for(HW_MAP_RINGS, {.bundles = 1, .rules = 1}).entries,
              (HW_MAX_BUNDLES + 16) * HW_MAX_TIERS);
}

TEST(MapRoom, OthersAreAsTheProgramsHaveThem) {
    EXPECT_EQ(room_for(HW_MAP_SELECTORS, {}).entries, 0U);
    EXPECT_EQ(room_for(HW_MAP_DROPS, {}).entries, 0U);
}

}  // namespace
}  // namespace hawser::loader
