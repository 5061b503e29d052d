// SPDX-License-Identifier: BSD-2-Clause
// Our own process sleeps; the path is well. None of it may look like loss.
#include <gtest/gtest.h>

#include "tests/unit/health/virtual_path.h"

namespace hawser::health {
namespace {

/// The process stops for `length` and comes back with the timer handled first, the socket after it.
void sleep_then_wake(VirtualPath& path, Duration length) {
    path.now += length;
    path.monitor.handle_timeout(path.now);
    path.take_actions();
    while (!path.answers.empty() && path.answers.begin()->first <= path.now)
        path.deliver_one();
    path.take_actions();
}

TEST(Lateness, AnswersUnreadInTheSocketWinOverTheTimeout) {
    for (const Duration length : {Duration(140ms), Duration(500ms), Duration(5s), Duration(10min)}) {
        VirtualPath path;
        path.bring_up();
        const uint64_t answered = path.probe().answered;
        path.run_until(path.sent.back().first + 200ms);  // a probe leaves, its answer comes while we sleep
        sleep_then_wake(path, length);
        path.run_until(path.now + 2s);
        const ProbeStatus status = path.probe();
        EXPECT_EQ(path.changes.size(), 1u) << length.count();
        EXPECT_EQ(status.loss_pct, 0.0) << length.count();
        EXPECT_GT(status.answered, answered + 8);
        EXPECT_LE(status.rtt, 20ms) << "the kernel's time stamp counts, not ours";
    }
}

TEST(Lateness, ASecondSleepBeforeTheSocketIsReadStillLosesNothing) {
    VirtualPath path;
    path.bring_up();
    path.run_until(path.sent.back().first + 200ms);
    path.now += 1s;
    path.monitor.handle_timeout(path.now);  // and asleep again before the socket
    path.take_actions();
    sleep_then_wake(path, 1s);
    path.run_until(path.now + 1s);
    EXPECT_EQ(path.probe().loss_pct, 0.0);
}

TEST(Lateness, ManySleepsAreNoDeath) {
    VirtualPath path;
    path.bring_up();
    for (int i = 0; i < 50; ++i)
        sleep_then_wake(path, 700ms);
    EXPECT_EQ(path.changes.size(), 1u);
    EXPECT_EQ(path.state(), PathState::kUp);
}

TEST(Lateness, ADeadPathIsFoundByAProcessThatIsAlwaysLate) {
    VirtualPath path;
    path.bring_up();
    path.lose = [](TimePoint) { return true; };
    const TimePoint death = path.now;
    while (path.changes.size() == 1 && path.now < death + 60s)
        sleep_then_wake(path, 100ms);
    EXPECT_EQ(path.state(), PathState::kDown);
    EXPECT_LE(path.now - death, 2s);
}

TEST(Lateness, AProbeSentLateHasItsWholeTimeout) {
    VirtualPath path;
    path.bring_up();
    path.run_until(path.sent.back().first + 100ms);  // nothing under way
    ASSERT_TRUE(path.answers.empty());
    sleep_then_wake(path, 30s);
    ASSERT_EQ(path.sent.back().first, path.now) << "one probe, not thirty seconds' worth";
    EXPECT_EQ(path.answers.size(), 1u);
    path.rtt = 149ms;
    path.answers.clear();
    path.answers.emplace(path.now + 149ms, answer_to(path.sent.back().second));
    path.run_until(path.now + 1s);
    EXPECT_EQ(path.probe().loss_pct, 0.0);
}

TEST(Lateness, ProbesNeverLeaveTwoCloseTogether) {
    VirtualPath path;
    path.bring_up();
    path.run_until(path.sent.back().first + 200ms);
    sleep_then_wake(path, 390ms);  // the next but one would be due in 10 ms
    path.run_until(path.now + 2s);
    for (size_t i = 1; i < path.sent.size(); ++i)
        EXPECT_GE(path.sent[i].first - path.sent[i - 1].first, 100ms) << i;
}

}  // namespace
}  // namespace hawser::health
