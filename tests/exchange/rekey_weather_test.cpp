// SPDX-License-Identifier: BSD-2-Clause
// Rekeyings of all kinds by both sides, again and again, while the network loses, doubles and reorders: never
// a gap, and nothing is left over.
#include <gtest/gtest.h>

#include "tests/exchange/rekey_support.h"

namespace hawser::ike::test {
namespace {

using namespace std::chrono_literals;

struct Storm : Pair {
    explicit Storm(uint64_t seed) : Pair(seed), dice(seed * 31) {
        // A peer that does not answer at all is another story: here every request gets through in the end.
        left.retransmission.tries = right.retransmission.tries = 30;
        left.retransmission.factor = right.retransmission.factor = 1.0;
        left.child_lifetime.rekey_time = right.child_lifetime.rekey_time = 10min;
        left.child_lifetime.life_time = right.child_lifetime.life_time = 30min;
        left.ike_lifetime.rekey_time = right.ike_lifetime.rekey_time = 25min;
        left.ike_lifetime.over_time = right.ike_lifetime.over_time = 25min;
        // Both sides draw from the same time: they meet often.
        left.child_lifetime.rand_time = right.child_lifetime.rand_time = 2s;
        left.ike_lifetime.rand_time = right.ike_lifetime.rand_time = 2s;
        link.weather = {0.05 * static_cast<double>(seed % 5), 0.2, 1ms,
                        std::chrono::milliseconds(2 + dice.below(1500))};
    }
    bool goes_on(Duration duration) {
        const bool broken = link.run_until([this] { return !gap(*this).empty(); }, duration);
        EXPECT_FALSE(broken) << gap(*this) << " at " << link.now.time_since_epoch() / 1ms << " ms";
        return !broken;
    }
    /// One of the two does something of its own accord.
    void act_at_random() {
        Side& side = dice.chance(0.5) ? link.left : link.right;
        act(*this, side, dice.chance(0.6) ? Act::kRekeyChild : Act::kRekeyIke);
    }
    SeededRandom dice;
};

TEST(RekeyWeather, DaysOfLossAndDisorder) {
    for (uint64_t seed = 1; seed <= 5; ++seed) {
        Storm storm(seed);
        storm.start();
        ASSERT_TRUE(storm.link.run_until([&] { return static_cast<bool>(storm.is_one_tunnel()); }, 10min));
        for (int hour = 0; hour < 24; ++hour) {
            ASSERT_TRUE(storm.goes_on(1h)) << "seed " << seed << ", hour " << hour;
            ASSERT_LE(storm.link.left.kernel.live(), 3u) << "seed " << seed;
            ASSERT_LE(storm.link.left.endpoint->sa_count(), 4u) << "seed " << seed;
        }
        storm.link.weather = {};
        ASSERT_TRUE(storm.link.run_until([&] { return static_cast<bool>(storm.is_one_tunnel()); }, 2min))
            << "seed " << seed << ": " << storm.is_one_tunnel().message();
        EXPECT_EQ(storm.link.left.endpoint->counters().ike_sas_established, 1u) << "it never began anew";
    }
}

TEST(RekeyWeather, BothSidesRekeyAtRandomMoments) {
    for (uint64_t seed = 1; seed <= 15; ++seed) {
        Storm storm(seed);
        storm.start();
        ASSERT_TRUE(storm.link.run_until([&] { return static_cast<bool>(storm.is_one_tunnel()); }, 10min));
        for (int round = 0; round < 40; ++round) {
            storm.act_at_random();
            if (storm.dice.chance(0.5)) storm.act_at_random();
            ASSERT_TRUE(storm.goes_on(std::chrono::milliseconds(storm.dice.below(4000))))
                << "seed " << seed << ", round " << round;
        }
        storm.link.weather = {};
        ASSERT_TRUE(storm.link.run_until([&] { return static_cast<bool>(storm.is_one_tunnel()); }, 5min))
            << "seed " << seed << ": " << storm.is_one_tunnel().message();
        EXPECT_EQ(storm.link.left.endpoint->counters().ike_sas_established, 1u) << "it never began anew";
    }
}

}  // namespace
}  // namespace hawser::ike::test
