// SPDX-License-Identifier: BSD-2-Clause
// A new IKE SA takes over from an old one in time: new keys, and never a moment without a tunnel.
#include <gtest/gtest.h>

#include "tests/exchange/pair.h"

namespace hawser::ike::test {
namespace {

using namespace std::chrono_literals;

bool both_can_send(const Pair& pair) {
    const auto* left = pair.link.left.kernel.outbound(ConnectionId(1));
    const auto* right = pair.link.right.kernel.outbound(ConnectionId(1));
    if (left == nullptr || right == nullptr) return false;
    const auto reads = [](const FakeKernel& kernel, EspSpi spi) {
        for (const auto& [handle, pair_of_sas] : kernel.pairs()) {
            if (pair_of_sas.spi_in == spi) return true;
        }
        return false;
    };
    return reads(pair.link.right.kernel, left->spi_out) || pair.link.in_flight() > 0;
}

TEST(Renewal, LeavesNoGap) {
    Pair pair;
    pair.left.reauth_time = 1min;
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    const IkeSpi first = pair.link.left.status().initiator_spi;
    ASSERT_TRUE(pair.link.left.status().renewal);
    const bool gap = pair.link.run_until([&] { return !both_can_send(pair); }, 10min);
    EXPECT_FALSE(gap) << "at " << pair.link.now.time_since_epoch() / 1ms << " ms";
    EXPECT_GE(pair.link.left.kernel.installs(), 10u);
    EXPECT_TRUE(pair.comes_up(20s)) << pair.is_one_tunnel().message();
    EXPECT_NE(pair.link.left.status().initiator_spi, first);
    for (const StateChanged& change : pair.link.left.changes) {
        EXPECT_TRUE(change.from != IkeSaState::kEstablished || change.to == IkeSaState::kEstablished)
            << change.reason;
    }
}

TEST(Renewal, IsDoneByTheResponderIfTheInitiatorNeverDoes) {
    Pair pair;
    pair.left.reauth_time = 0s;
    pair.right.reauth_time = 1min;
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    pair.link.run_for(5min);
    EXPECT_EQ(pair.link.right.kernel.installs(), 1u) << "it may not begin";

    Pair able;
    able.left.reauth_time = 0s;
    able.right.reauth_time = 1min;
    able.right.initiate = Initiate::kAuto;
    able.start();
    ASSERT_TRUE(able.comes_up());
    able.link.run_for(5min);
    EXPECT_GE(able.link.right.kernel.installs(), 4u);
    EXPECT_TRUE(able.comes_up(20s)) << able.is_one_tunnel().message();
}

TEST(Renewal, ThatFailsLeavesTheOldSaAndIsTriedAgain) {
    Pair pair;
    pair.left.reauth_time = 1min;
    pair.left.liveness_interval = 0s;
    pair.right.liveness_interval = 0s;
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    const IkeSpi first = pair.link.left.status().initiator_spi;
    pair.link.weather.loss = 1;
    pair.link.run_for(5min);
    EXPECT_EQ(pair.link.left.status().initiator_spi, first);
    EXPECT_TRUE(pair.link.left.is_up());
    EXPECT_EQ(pair.link.left.kernel.pairs().size(), 1u);
    pair.link.weather.loss = 0;
    ASSERT_TRUE(pair.link.run_until(
        [&] {
            return pair.link.left.status().initiator_spi != first && static_cast<bool>(pair.is_one_tunnel());
        },
        3min));
}

TEST(Renewal, OfBothSidesInBadWeather) {
    for (uint64_t seed = 1; seed <= 30; ++seed) {
        Pair pair(seed);
        pair.right.initiate = Initiate::kAuto;
        pair.left.reauth_time = pair.right.reauth_time = 30s;
        pair.link.weather = {0.2, 0.3, 5ms, 400ms};
        pair.start();
        pair.link.run_for(10min);
        pair.link.weather = {};
        ASSERT_TRUE(pair.link.run_until([&] { return static_cast<bool>(pair.is_one_tunnel()); }, 3min))
            << "seed " << seed << ": " << pair.is_one_tunnel().message();
    }
}

}  // namespace
}  // namespace hawser::ike::test
