// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/reconnect.h"

#include <gtest/gtest.h>

#include "ike/engine/random_numbers.h"
#include "tests/unit/ike/engine/counting_random.h"

namespace hawser::ike {
namespace {

using namespace std::chrono_literals;

TEST(ReconnectDelay, DoublesUpToTheCap) {
    const ReconnectPolicy policy{1s, 60s, 0.0};
    EXPECT_EQ(reconnect_delay(policy, 1, 0.5), 1s);
    EXPECT_EQ(reconnect_delay(policy, 2, 0.5), 2s);
    EXPECT_EQ(reconnect_delay(policy, 6, 0.5), 32s);
    EXPECT_EQ(reconnect_delay(policy, 7, 0.5), 60s);
    EXPECT_EQ(reconnect_delay(policy, 4000000000u, 0.5), 60s) << "a year of failures overflows nothing";
}

TEST(ReconnectDelay, JitterTakesOffAShare) {
    const ReconnectPolicy policy{10s, 60s, 0.3};
    EXPECT_EQ(reconnect_delay(policy, 1, 0.0), 10s);
    EXPECT_EQ(reconnect_delay(policy, 1, 0.5), 8500ms);
    EXPECT_GT(reconnect_delay(policy, 1, 0.999), 7s);
}

TEST(Reconnect, PlansAfterEveryFailure) {
    test::CountingRandom random;
    const ReconnectPolicy policy{1s, 60s, 0.0};
    Reconnect reconnect;
    EXPECT_FALSE(reconnect.due());
    reconnect.after_failure(policy, random, TimePoint{});
    EXPECT_EQ(reconnect.due(), TimePoint{} + 1s);
    reconnect.begun();
    EXPECT_FALSE(reconnect.due());
    reconnect.after_failure(policy, random, TimePoint{});
    EXPECT_EQ(reconnect.due(), TimePoint{} + 2s);
    EXPECT_EQ(reconnect.failures(), 2u);
    reconnect.forget_failures();
    reconnect.after_failure(policy, random, TimePoint{});
    EXPECT_EQ(reconnect.due(), TimePoint{} + 1s);
    reconnect.stop();
    EXPECT_FALSE(reconnect.due());
    reconnect.start_now(TimePoint{} + 5s);
    EXPECT_EQ(reconnect.due(), TimePoint{} + 5s);
    EXPECT_EQ(reconnect.failures(), 0u);
}

TEST(RandomFraction, IsBelowOne) {
    test::ConstantRandom highest(0xff);
    EXPECT_LT(random_fraction(highest), 1.0);
    test::ConstantRandom lowest(0);
    EXPECT_EQ(random_fraction(lowest), 0.0);
}

}  // namespace
}  // namespace hawser::ike
