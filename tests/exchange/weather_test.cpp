// SPDX-License-Identifier: BSD-2-Clause
// Loss, doubling and overtaking: whatever the network does, the two sides end with one tunnel that fits.
#include <gtest/gtest.h>

#include "tests/exchange/pair.h"

namespace hawser::ike::test {
namespace {

using namespace std::chrono_literals;

constexpr Weather kBad{0.3, 0.3, 5ms, 400ms};

TEST(Weather, TunnelComesUpInBadWeatherAndStaysInGood) {
    for (uint64_t seed = 1; seed <= 150; ++seed) {
        Pair pair(seed);
        pair.link.weather = kBad;
        pair.start();
        EXPECT_TRUE(pair.link.run_until([&] { return pair.link.left.is_up(); }, 10min)) << "seed " << seed;
        pair.link.weather = {};
        EXPECT_TRUE(pair.comes_up(3min)) << "seed " << seed << ": " << pair.is_one_tunnel().message();
        pair.link.run_for(1min);
        EXPECT_TRUE(pair.is_one_tunnel()) << "seed " << seed << ": " << pair.is_one_tunnel().message();
    }
}

TEST(Weather, SidesThatRestartInBadWeatherFindEachOtherAgain) {
    for (uint64_t seed = 1; seed <= 40; ++seed) {
        Pair pair(seed);
        pair.right.initiate = Initiate::kAuto;
        pair.left.siblings = pair.right.siblings = seed % 2 == 0;
        pair.link.weather = kBad;
        pair.start();
        SeededRandom dice(seed);
        for (int round = 0; round < 4; ++round) {
            pair.link.run_for(std::chrono::seconds(5 + dice.below(60)));
            const bool left = dice.chance(0.5);
            (left ? pair.link.left : pair.link.right).restart();
            ASSERT_TRUE((left ? pair.link.left : pair.link.right)
                            .endpoint->add(left ? pair.left : pair.right, pair.link.now)
                            .ok());
        }
        pair.link.weather = {};
        EXPECT_TRUE(pair.comes_up(5min)) << "seed " << seed << ": " << pair.is_one_tunnel().message();
        pair.link.run_for(1min);
        EXPECT_TRUE(pair.is_one_tunnel()) << "seed " << seed << ": " << pair.is_one_tunnel().message();
    }
}

TEST(Weather, BehindANat) {
    for (uint64_t seed = 1; seed <= 30; ++seed) {
        Pair pair(seed);
        pair.link.nat = Nat{pair.link.left.address, IpAddress::parse("192.0.2.1").value()};
        pair.right.remote_address.reset();
        pair.link.weather = kBad;
        pair.start();
        pair.link.run_for(1min);
        pair.link.weather = {};
        EXPECT_TRUE(pair.comes_up(3min)) << "seed " << seed << ": " << pair.is_one_tunnel().message();
    }
}

/// One thing that an operator or a power cut does to one side.
void disturb(Pair& pair, SeededRandom& dice) {
    const bool left = dice.chance(0.5);
    Side& side = left ? pair.link.left : pair.link.right;
    const ConnectionConfig& config = left ? pair.left : pair.right;
    const ConnectionId id(1);
    switch (dice.below(4)) {
        case 0:
            side.restart();
            ASSERT_TRUE(side.endpoint->add(config, pair.link.now).ok());
            break;
        case 1:
            ASSERT_TRUE(side.endpoint->terminate(id, pair.link.now).ok());
            pair.link.run_for(std::chrono::milliseconds(dice.below(3000)));
            break;
        case 2:
            ASSERT_TRUE(side.endpoint->network_changed(id, side.address, pair.link.now).ok());
            break;
        default:
            side.endpoint->remove(id, pair.link.now);
            ASSERT_TRUE(side.endpoint->add(config, pair.link.now).ok());
    }
    pair.link.drain();
}

TEST(Weather, DisturbedSidesEndWithOneTunnel) {
    for (uint64_t seed = 1; seed <= 60; ++seed) {
        Pair pair(seed);
        SeededRandom dice(seed * 77);
        if (dice.chance(0.6)) pair.right.initiate = Initiate::kAuto;
        pair.left.siblings = dice.chance(0.5);
        pair.right.siblings = dice.chance(0.5);
        if (dice.chance(0.3)) pair.left.reauth_time = pair.right.reauth_time = 40s;
        pair.link.weather = {0.1 + 0.04 * static_cast<double>(dice.below(10)), 0.4, 1ms,
                             std::chrono::milliseconds(10 + dice.below(3000))};
        pair.start();
        for (uint64_t round = dice.below(5); round > 0; --round) {
            pair.link.run_for(std::chrono::milliseconds(dice.below(90000)));
            disturb(pair, dice);
        }
        pair.link.weather = {};
        ASSERT_TRUE(pair.link.left.endpoint->initiate(ConnectionId(1), pair.link.now).ok());
        EXPECT_TRUE(pair.comes_up(5min)) << "seed " << seed << ": " << pair.is_one_tunnel().message();
    }
}

TEST(Weather, SameSeedSameHistory) {
    const auto history = [] {
        Pair pair(7);
        pair.link.weather = kBad;
        pair.start();
        pair.link.run_for(2min);
        return pair.link.trace;
    };
    EXPECT_EQ(history(), history());
}

}  // namespace
}  // namespace hawser::ike::test
