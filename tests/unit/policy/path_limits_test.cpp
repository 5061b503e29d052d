// SPDX-License-Identifier: BSD-2-Clause
#include "policy/path_limits.h"

#include <gtest/gtest.h>

namespace hawser::policy {
namespace {

using namespace std::chrono_literals;

const PathLimits kVoice{.loss_pct = 1.0, .delay = 150ms, .jitter = 30ms};

TEST(PathLimits, EachLimitIsJudgedByItself) {
    const TimePoint now{1h};
    for (const PathQuality& bad :
         {PathQuality{1.1, 20ms, 1ms}, PathQuality{0.0, 151ms, 1ms}, PathQuality{0.0, 20ms, 31ms}}) {
        LimitJudge judge;
        EXPECT_FALSE(judge.take(now, kVoice, {1.0, 150ms, 30ms}));
        EXPECT_TRUE(judge.take(now, kVoice, bad));
        EXPECT_FALSE(judge.within());
    }
}

TEST(PathLimits, WhatIsNotMeasuredOrNotAskedForIsNotHeldAgainstAPath) {
    LimitJudge judge;
    EXPECT_FALSE(judge.take(TimePoint{1h}, kVoice, {}));
    EXPECT_FALSE(judge.take(TimePoint{1h}, {.delay = 150ms}, {50.0, 20ms, 900ms}));
}

TEST(PathLimits, BackOnlyWellBelowTheLimitAndAfterAWhile) {
    LimitJudge judge;
    TimePoint now{1h};
    judge.take(now, kVoice, {.delay = 200ms});
    for (int i = 0; i < 60; ++i)
        judge.take(now += 1s, kVoice, {.delay = 140ms});
    EXPECT_FALSE(judge.within()) << "140 ms is more than nine tenths of 150 ms";
    for (int i = 0; i < 10; ++i)
        judge.take(now += 1s, kVoice, {.delay = 100ms});
    EXPECT_FALSE(judge.within()) << "9 s";
    judge.take(now += 1s, kVoice, {.delay = 145ms});
    for (int i = 0; i < 10; ++i)
        judge.take(now += 1s, kVoice, {.delay = 100ms});
    EXPECT_FALSE(judge.within()) << "it was not calm all the time";
    EXPECT_TRUE(judge.take(now += 1s, kVoice, {.delay = 100ms}));
    EXPECT_TRUE(judge.within());
}

}  // namespace
}  // namespace hawser::policy
