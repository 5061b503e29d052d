// SPDX-License-Identifier: BSD-2-Clause
#include "policy/tier_order.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hawser::policy {
namespace {

using testing::ElementsAre;

const std::vector<TierStanding> kAllCarry{{1, true}, {2, true}, {3, true}};

FailoverWish hold(std::optional<Tier> tier) {
    return {FailoverMode::kHold, tier};
}

TEST(TierOrder, TheBestTierIsFirstUnlessSomebodySaysOtherwise) {
    EXPECT_THAT(order_of({}, kAllCarry), ElementsAre(1, 2, 3));
    EXPECT_THAT(order_of({FailoverMode::kTo, 2}, kAllCarry), ElementsAre(2, 1, 3));
    EXPECT_THAT(order_of(hold(3), kAllCarry), ElementsAre(3, 1, 2));
    EXPECT_THAT(order_of({FailoverMode::kTo, 4}, kAllCarry), ElementsAre(1, 2, 3)) << "there is no tier 4";
}

TEST(TierOrder, SeveralTunnelsOfATierAreOneTier) {
    EXPECT_THAT(order_of({}, {{2, false}, {1, false}, {2, true}}), ElementsAre(1, 2));
    EXPECT_EQ(active_tier({}, {{2, false}, {1, false}, {2, true}}), 2U);
}

TEST(TierOrder, AForcedTierIsLeftOnlyWhileItCarriesNothing) {
    const FailoverWish to2{FailoverMode::kTo, 2};
    EXPECT_EQ(active_tier(to2, kAllCarry), 2U);
    EXPECT_EQ(active_tier(to2, {{1, true}, {2, false}, {3, true}}), 1U);
    EXPECT_EQ(follow(to2, {{1, true}, {2, false}}), to2) << "and is wished for all the time";
    EXPECT_EQ(active_tier(to2, {{1, false}, {2, false}}), std::nullopt);
}

TEST(TierOrder, AHeldTierIsTheOneThatCarries) {
    EXPECT_EQ(follow(hold({}), {{1, false}, {2, true}}), hold(2));
    EXPECT_EQ(follow(hold({}), {{1, false}, {2, false}}), hold({})) << "none does yet";
}

TEST(TierOrder, NothingGoesBackToABetterTierWhileHeld) {
    FailoverWish wish = follow(hold({}), kAllCarry);
    ASSERT_EQ(wish, hold(1));
    wish = follow(wish, {{1, false}, {2, true}, {3, true}});
    EXPECT_EQ(wish, hold(2));
    wish = follow(wish, kAllCarry);
    EXPECT_EQ(wish, hold(2));
    EXPECT_EQ(active_tier(wish, kAllCarry), 2U);
    EXPECT_EQ(follow(wish, {{1, false}, {2, false}, {3, false}}), hold(2)) << "no tier is better than it";
}

}  // namespace
}  // namespace hawser::policy
