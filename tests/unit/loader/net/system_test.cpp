// SPDX-License-Identifier: BSD-2-Clause
#include <gtest/gtest.h>
#include <time.h>

#include <algorithm>

#include "base/bytes.h"
#include "loader/net/packet_info.h"
#include "loader/net/system_clock.h"
#include "loader/net/system_random.h"

namespace hawser::loader {
namespace {

TEST(SystemClock, IsTheTimeSinceBoot) {
    timespec boot{};
    const TimePoint before = system_now();
    ASSERT_EQ(clock_gettime(CLOCK_BOOTTIME, &boot), 0);
    const TimePoint after = system_now();
    const TimePoint between(std::chrono::seconds(boot.tv_sec) + std::chrono::nanoseconds(boot.tv_nsec));
    EXPECT_LE(before, between);
    EXPECT_LE(between, after);
}

TEST(SystemRandom, FillsEveryByte) {
    SystemRandom random;
    // Each of 5000 positions is filled at least once in eight rounds, or the generator hit zero 8 times
    // there: 2^-64.
    Bytes ever(5000, 0);
    for (int round = 0; round < 8; ++round) {
        Bytes bytes(ever.size(), 0);
        random.fill(bytes);
        for (size_t i = 0; i < bytes.size(); ++i)
            ever[i] |= bytes[i];
    }
    EXPECT_EQ(std::count(ever.begin(), ever.end(), 0), 0);
}

TEST(SystemRandom, FillsNothingWhereThereIsNothing) {
    SystemRandom random;
    random.fill({});
}

TEST(ArrivalTime, WithoutAStampItIsNow) {
    const TimePoint before = system_now();
    EXPECT_GE(arrival_time(PacketInfo{}), before);
}

TEST(ArrivalTime, AStampIsMovedToOurTimeScale) {
    timespec wall{};
    ASSERT_EQ(clock_gettime(CLOCK_REALTIME, &wall), 0);
    const TimePoint before = system_now();
    PacketInfo info;
    info.stamped = std::chrono::seconds(wall.tv_sec - 5) + std::chrono::nanoseconds(wall.tv_nsec);
    const TimePoint arrival = arrival_time(info);
    // The clocks may be slewed against each other by a little.
    EXPECT_GE(arrival, before - std::chrono::milliseconds(5001));
    EXPECT_LE(arrival, system_now() - std::chrono::milliseconds(4000))
        << "the rest is the machine being slow";
}

TEST(ArrivalTime, AWallClockThatWasSetBackIsNoFuture) {
    timespec wall{};
    ASSERT_EQ(clock_gettime(CLOCK_REALTIME, &wall), 0);
    PacketInfo info;
    info.stamped = std::chrono::seconds(wall.tv_sec + 3600);
    const TimePoint arrival = arrival_time(info);
    EXPECT_LE(arrival, system_now());
}

}  // namespace
}  // namespace hawser::loader
