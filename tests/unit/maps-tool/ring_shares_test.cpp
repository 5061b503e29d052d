// SPDX-License-Identifier: BSD-2-Clause
#include "maps-tool/ring_shares.h"

#include <gtest/gtest.h>

#include "tests/unit/maps-tool/topology_example.h"

namespace hawser::maps {
namespace {

TEST(RingShares, SlotsAgainstWeights) {
    std::vector<uint32_t> slots(80, kFirst);
    slots.insert(slots.end(), 20, kSecond);
    const std::vector<RingShare> shares = ring_shares(slots, kPop, 0, example_topology());
    ASSERT_EQ(shares.size(), 2u);
    EXPECT_EQ(shares[0].tunnel, kFirst);
    EXPECT_EQ(shares[0].slots, 80u);
    EXPECT_DOUBLE_EQ(shares[0].share_pct, 80.0);
    EXPECT_EQ(shares[0].weight, 3u);
    EXPECT_DOUBLE_EQ(shares[0].weight_pct, 75.0);
    EXPECT_EQ(shares[1].tunnel, kSecond);
    EXPECT_DOUBLE_EQ(shares[1].share_pct, 20.0);
    EXPECT_DOUBLE_EQ(shares[1].weight_pct, 25.0);
}

TEST(RingShares, AMemberWithoutASlotShows) {
    const std::vector<RingShare> shares =
        ring_shares(std::vector<uint32_t>(10, kFirst), kPop, 0, example_topology());
    ASSERT_EQ(shares.size(), 2u);
    EXPECT_EQ(shares[1].tunnel, kSecond);
    EXPECT_EQ(shares[1].slots, 0u);
}

TEST(RingShares, StrangersAndEmptySlotsShow) {
    const std::vector<RingShare> shares =
        ring_shares(std::vector<uint32_t>{0, 55, kStandby}, kPop, 1, example_topology());
    ASSERT_EQ(shares.size(), 3u);
    EXPECT_EQ(shares[0].tunnel, 0u);
    EXPECT_EQ(shares[1].tunnel, kStandby);
    EXPECT_EQ(shares[2].tunnel, 55u);
    EXPECT_EQ(shares[2].weight, 0u);
}

TEST(RingShares, NoRingHasNoShares) {
    EXPECT_TRUE(ring_shares({}, kPop, 0, example_topology()).empty());
}

}  // namespace
}  // namespace hawser::maps
