// SPDX-License-Identifier: BSD-2-Clause
// Exchanges about Child SAs that cross (RFC 7296 2.8.1, 2.25.1), in every order of delivery. In each story
// there is never a gap, and one pair is left.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/exchange/rekey_support.h"

namespace hawser::ike::test {
namespace {

using namespace std::chrono_literals;

const auto both_rekey = both(Act::kRekeyChild, Act::kRekeyChild);

TEST(ChildCollision, BothRekeyTheSameChild) {
    EXPECT_GT(play_all_orders(both_rekey, 0), 10u);
}

TEST(ChildCollision, BothRekeyTheSameChildAndOneMessageIsLost) {
    EXPECT_GT(play_all_orders(both_rekey, 1), 50u);
}

TEST(ChildCollision, TheLowestNonceLosesWhoeverMadeIt) {
    size_t left_won = 0;
    constexpr uint64_t kSeeds = 40;
    for (uint64_t seed = 1; seed <= kSeeds; ++seed) {
        QuietPair pair(seed);
        pair.begin();
        both_rekey(pair);
        const std::string first = pair.link.pass();
        ASSERT_TRUE(pair.goes_on(10s));
        ASSERT_TRUE(pair.is_one_tunnel()) << pair.is_one_tunnel().message();
        EXPECT_EQ(pair.link.left.kernel.installs(), 3u) << "the first one and two that replace it";
        // Who made the pair that is left deleted the old one, so that it is the later of his own.
        const auto& pairs = pair.link.left.kernel.pairs();
        // Handles are numbered in their upper half.
        if (pairs.begin()->first.value() >> 32 == 3) ++left_won;
    }
    EXPECT_GT(left_won, kSeeds / 8);
    EXPECT_LT(left_won, kSeeds - kSeeds / 8) << "the rule must not favour one side";
}

TEST(ChildCollision, ThePeerDeletesTheOldOneBeforeItsAnswerIsIn) {
    // 2.8.1, the second sequence: the request of one side is late by a whole rekeying of the other.
    QuietPair pair;
    pair.begin();
    act(pair, pair.link.left, Act::kRekeyChild);
    pair.link.lose();
    act(pair, pair.link.right, Act::kRekeyChild);
    ASSERT_TRUE(pair.goes_on(1s));
    ASSERT_TRUE(pair.goes_on(3s)) << "the repeated request is answered with CHILD_SA_NOT_FOUND";
    pair.link.run_for(10s);
    ASSERT_TRUE(pair.is_one_tunnel()) << pair.is_one_tunnel().message();
    EXPECT_EQ(pair.link.left.kernel.installs(), 2u);
}

TEST(ChildCollision, RekeyMeetsRekeyOfTheIkeSa) {
    EXPECT_GT(play_all_orders(both(Act::kRekeyChild, Act::kRekeyIke), 1), 20u);
}

TEST(ChildCollision, RekeyMeetsRekeyOfTheIkeSaByTheSameSide) {
    EXPECT_GT(play_all_orders(
                  [](QuietPair& pair) {
                      act(pair, pair.link.left, Act::kRekeyChild);
                      act(pair, pair.link.left, Act::kRekeyIke);
                      act(pair, pair.link.right, Act::kRekeyChild);
                  },
                  0),
              20u);
}

TEST(ChildCollision, RekeyMeetsDeleteOfTheSameChild) {
    // Each side's first rekeying is done save for the DELETE, when the other side begins its own.
    EXPECT_GT(play_all_orders(
                  [](QuietPair& pair) {
                      act(pair, pair.link.left, Act::kRekeyChild);
                      pair.link.pass();
                      pair.link.pass();
                      act(pair, pair.link.right, Act::kRekeyChild);
                      act(pair, pair.link.left, Act::kRekeyChild);
                  },
                  1),
              5u);
}

TEST(ChildCollision, DeleteMeetsDelete) {
    // The hard limit is reached on both sides at once, beside another pair.
    EXPECT_GT(play_all_orders(
                  [](QuietPair& pair) {
                      const auto spi = pair.link.left.kernel.pairs().begin()->second.spi_in;
                      ASSERT_TRUE(pair.link.left.endpoint->create_child(ConnectionId(1), pair.link.now).ok());
                      pair.link.run_for(1s);
                      const ConnectionId id(1);
                      pair.link.left.endpoint->child_expired(id, spi, true, pair.link.now);
                      pair.link.right.endpoint->child_expired(id, spi, true, pair.link.now);
                      pair.link.drain();
                      ASSERT_EQ(pair.link.in_flight(), 2u);
                  },
                  1),
              5u);
}

TEST(ChildCollision, DeletedIkeSaForgetsWhatWasUnderWay) {
    for (const Act crossing : {Act::kRekeyChild, Act::kRekeyIke}) {
        for (Orders orders; !orders.done(); orders.next()) {
            QuietPair pair;
            pair.begin();
            act(pair, pair.link.left, crossing);
            act(pair, pair.link.right, Act::kDeleteIke);
            while (pair.link.in_flight() > 0 && pair.link.right.endpoint->sa_count() > 0)
                pair.link.pass(orders.choose(pair.link.in_flight()));
            ASSERT_TRUE(pair.comes_up(90s)) << pair.is_one_tunnel().message();
        }
    }
}

}  // namespace
}  // namespace hawser::ike::test
