// SPDX-License-Identifier: BSD-2-Clause
// Rekeyings of an IKE SA that cross each other or what goes on within it (RFC 7296 2.8.2, 2.25.2), in every
// order of delivery.
#include <gtest/gtest.h>

#include "tests/exchange/rekey_support.h"

namespace hawser::ike::test {
namespace {

using namespace std::chrono_literals;

void both_rekey_ike(QuietPair& pair) {
    act(pair, pair.link.left, Act::kRekeyIke);
    act(pair, pair.link.right, Act::kRekeyIke);
}

TEST(IkeCollision, BothRekeyTheIkeSa) {
    EXPECT_GT(play_all_orders(both_rekey_ike, 0), 10u);
}

TEST(IkeCollision, BothRekeyTheIkeSaAndOneMessageIsLost) {
    EXPECT_GT(play_all_orders(both_rekey_ike, 1), 50u);
}

TEST(IkeCollision, TheSurvivorInheritsOnBothSides) {
    size_t left_won = 0;
    constexpr uint64_t kSeeds = 40;
    for (uint64_t seed = 1; seed <= kSeeds; ++seed) {
        QuietPair pair(seed);
        pair.begin();
        both_rekey_ike(pair);
        ASSERT_TRUE(pair.goes_on(5s));
        ASSERT_TRUE(pair.is_one_tunnel()) << pair.is_one_tunnel().message();
        EXPECT_EQ(pair.link.left.kernel.installs(), 1u);
        if (pair.link.left.status().initiator) ++left_won;
    }
    EXPECT_GT(left_won, kSeeds / 8);
    EXPECT_LT(left_won, kSeeds - kSeeds / 8) << "the rule must not favour one side";
}

TEST(IkeCollision, OnlyOneSideNoticed) {
    // 2.8.2, the special case: the request of one side is late by the other's whole exchange.
    QuietPair pair;
    pair.begin();
    act(pair, pair.link.right, Act::kRekeyIke);
    pair.link.lose();
    act(pair, pair.link.left, Act::kRekeyIke);
    ASSERT_TRUE(pair.goes_on(1s));
    EXPECT_TRUE(pair.link.left.status().initiator);
    ASSERT_TRUE(pair.goes_on(1min));
    EXPECT_TRUE(pair.is_one_tunnel()) << pair.is_one_tunnel().message();
}

TEST(IkeCollision, WithAChildRekeyingOfEitherSideInTheQueue) {
    EXPECT_GT(play_all_orders(
                  [](QuietPair& pair) {
                      both_rekey_ike(pair);
                      act(pair, pair.link.left, Act::kRekeyChild);
                      act(pair, pair.link.right, Act::kRekeyChild);
                  },
                  0, 5),
              20u);
}

TEST(IkeCollision, ThePeerGoesOnWithTheNewSaBeforeWeHaveDecided) {
    // Right's request is late; left has rekeyed and begins something in the new SA at once.
    for (Orders orders(5); !orders.done(); orders.next()) {
        QuietPair pair(2);
        pair.begin();
        both_rekey_ike(pair);
        pair.link.pass(0);  // left's request: right notices
        act(pair, pair.link.left, Act::kRekeyChild);
        std::string story;
        while (pair.link.in_flight() > 0) {
            story += "\n    " + pair.link.pass(orders.choose(pair.link.in_flight()));
            ASSERT_EQ(gap(pair), "") << story;
        }
        pair.expect_settled(story);
        if (HasFailure()) return;
    }
}

}  // namespace
}  // namespace hawser::ike::test
