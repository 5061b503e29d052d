// SPDX-License-Identifier: BSD-2-Clause
#include "policy/loss_judge.h"

#include <gtest/gtest.h>

namespace hawser::policy {
namespace {

using namespace std::chrono_literals;

/// A path with five probes a second that is looked at once a second.
struct Path {
    LossJudge judge{{.most_pct = 30, .clear = 5min}};
    TimePoint now{1h};
    LossSample sample{.up = true};
    int clean_for = 0;

    /// One second in which so many of the five are lost.
    bool see(unsigned lost, bool up = true) {
        now += 1s;
        sample.up = up;
        sample.sent += 5;
        sample.answered += 5 - lost;
        clean_for = lost == 0 ? clean_for + 1 : 0;
        sample.loses = clean_for < 20 && sample.answered != sample.sent;
        return judge.take(now, sample);
    }
    int changes_in(Duration duration, unsigned lost, bool up = true) {
        int changes = 0;
        for (Duration passed{}; passed < duration; passed += 1s)
            changes += see(lost, up) ? 1 : 0;
        return changes;
    }
    /// Until it is taken back.
    Duration wait() {
        const TimePoint begin = now;
        while (judge.set_aside() && now - begin < 1h)
            see(0);
        return now - begin;
    }
};

TEST(LossJudge, LossUpToTheLimitIsNoReason) {
    Path path;
    EXPECT_EQ(path.changes_in(10min, 1), 0) << "20 %";
    EXPECT_FALSE(path.judge.set_aside());
    EXPECT_NEAR(*path.judge.loss_pct(), 20, 0.1);
}

TEST(LossJudge, MoreLossSetsThePathAsideWithinItsWindow) {
    Path path;
    path.changes_in(1min, 0);
    EXPECT_EQ(path.changes_in(20s, 2), 1) << "40 %";
    EXPECT_TRUE(path.judge.set_aside());
}

TEST(LossJudge, AFewProbesSayNothing) {
    Path path;
    path.changes_in(3s, 5);
    EXPECT_EQ(path.judge.loss_pct(), std::nullopt);
    EXPECT_FALSE(path.judge.set_aside());
}

TEST(LossJudge, ItComesBackOnlyAfterTheWholeTimeWithoutALoss) {
    Path path;
    path.changes_in(1min, 2);
    ASSERT_TRUE(path.judge.set_aside());
    const Duration waited = path.wait();
    EXPECT_GE(waited, 5min);
    EXPECT_LE(waited, 5min + 20s);
}

TEST(LossJudge, OneLostProbeBeginsTheTimeAnew) {
    Path path;
    path.changes_in(1min, 2);
    path.changes_in(5min, 0);
    path.see(1);
    EXPECT_TRUE(path.judge.set_aside());
    EXPECT_GE(path.wait(), 5min);
}

TEST(LossJudge, TheFirstTimeUpDoesNotWaitTheSecondDoes) {
    Path path;
    path.changes_in(30s, 5, false);
    EXPECT_FALSE(path.judge.set_aside()) << "it has never been up";
    EXPECT_EQ(path.changes_in(30s, 0), 0) << "and what was lost before does not count";
    EXPECT_EQ(path.changes_in(2s, 5, false), 1);
    EXPECT_GE(path.wait(), 5min);
}

TEST(LossJudge, AMonitorThatStartsAnewHasLostNothing) {
    Path path;
    path.changes_in(1min, 0);
    path.sample.sent = path.sample.answered = 0;
    EXPECT_EQ(path.changes_in(1min, 0), 0);
    EXPECT_EQ(path.judge.loss_pct(), 0.0);
}

TEST(LossJudge, WhatAnEarlierDaemonSetAsideWaitsTheWholeTime) {
    Path path;
    path.judge.adopt(path.now);
    EXPECT_EQ(path.wait(), 5min);
}

TEST(LossJudge, WithoutARuleNothingIsSetAside) {
    Path path;
    path.changes_in(1min, 3);
    path.judge.set_rule({});
    EXPECT_TRUE(path.see(5)) << "the rule has gone";
    EXPECT_EQ(path.changes_in(1min, 5), 0);
    EXPECT_FALSE(path.judge.set_aside());
}

}  // namespace
}  // namespace hawser::policy
