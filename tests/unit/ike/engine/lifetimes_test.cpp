// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/lifetimes.h"

#include <gtest/gtest.h>

#include "tests/unit/ike/engine/counting_random.h"

namespace hawser::ike {
namespace {

using namespace std::chrono_literals;

/// All ones: the largest share is taken off.
class LargestRandom final : public RandomSource {
 public:
    void fill(std::span<uint8_t> out) override {
        for (uint8_t& byte : out)
            byte = 0xff;
    }
};

TEST(Lifetimes, ALateEndDoesNotMakeANewSaDueAtOnce) {
    LargestRandom random;
    ChildLifetime lifetime;
    lifetime.rekey_time = 1h;
    lifetime.life_time = 24h;
    const LifetimeSchedule times = schedule(lifetime, true, random, TimePoint{});
    EXPECT_GE(*times.rekey_at, TimePoint{} + 30min);
    EXPECT_EQ(*times.expire_at, TimePoint{} + 24h);
    IkeLifetime ike;
    ike.rekey_time = 1h;
    ike.over_time = 10h;
    EXPECT_GE(*schedule(ike, true, random, TimePoint{}).rekey_at, TimePoint{} + 30min);
}

TEST(Lifetimes, SequenceNumbersOf32BitsAreNotUsedUp) {
    test::CountingRandom random;
    const ChildLifetime endless;
    EXPECT_EQ(traffic_limits(endless, true, true, random), TrafficLimits());
    const TrafficLimits without_esn = traffic_limits(endless, false, true, random);
    EXPECT_GT(without_esn.soft_packets, uint64_t{1} << 31);
    EXPECT_LT(without_esn.soft_packets, uint64_t{1} << 32);
    EXPECT_EQ(without_esn.hard_packets, 0u) << "the kernel ends what has used up its numbers";
    ChildLifetime more;
    more.rekey_packets = uint64_t{1} << 40;
    EXPECT_LT(traffic_limits(more, false, true, random).soft_packets, uint64_t{1} << 32);
    EXPECT_GT(traffic_limits(more, true, true, random).soft_packets, uint64_t{1} << 39);
    ChildLifetime fewer;
    fewer.rekey_packets = 100;
    EXPECT_LE(traffic_limits(fewer, false, true, random).soft_packets, 100u);
}

}  // namespace
}  // namespace hawser::ike
