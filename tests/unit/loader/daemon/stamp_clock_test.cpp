// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/stamp_clock.h"

#include <gtest/gtest.h>

#include <cmath>

namespace hawser::loader {
namespace {

double seconds(uint16_t estimate) {
    return (estimate & 0xff) * std::ldexp(1.0, static_cast<int>((estimate >> 8) & 0x3f) - 32);
}

TEST(StampClockTest, ErrorEstimateIsAtLeastTheError) {
    for (uint64_t us : {uint64_t{1}, uint64_t{100}, uint64_t{20'000}, uint64_t{16'000'000}}) {
        const double told = seconds(stamp_error_estimate(false, us));
        EXPECT_GE(told * 1.000001, static_cast<double>(us) / 1e6) << us;
        EXPECT_LE(told, static_cast<double>(us) / 1e6 * 1.05 + 1e-9) << us;
    }
}

TEST(StampClockTest, MultiplierIsNeverZeroAndSaysWhetherTheClockIsHeld) {
    EXPECT_EQ(stamp_error_estimate(false, 0), 0x0001);
    EXPECT_EQ(stamp_error_estimate(true, 0), 0x8001);
    EXPECT_EQ(stamp_error_estimate(true, UINT64_MAX) & 0xc000, 0x8000) << "the format stays NTP's";
}

}  // namespace
}  // namespace hawser::loader
