// SPDX-License-Identifier: BSD-2-Clause
// A path that flaps is left alone for a while, as in RFC 2439.
#include "health/damping.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/health/virtual_path.h"

namespace hawser::health {
namespace {

using testing::HasSubstr;

TEST(Damping, ASingleFailureCostsNothing) {
    Damping damping;
    const TimePoint now{1000s};
    damping.failed(now, {});
    EXPECT_FALSE(damping.until(now));
    EXPECT_EQ(damping.failures(), 1u);
}

TEST(Damping, TheThirdSoonAfterTheSecondIsDampedUntilThePenaltyHasDecayed) {
    Damping damping;
    const TimePoint now{1000s};
    for (int i = 0; i < 3; ++i)
        damping.failed(now, {});
    // 3000 decays to 1000 in log2(3) half-lives.
    ASSERT_TRUE(damping.until(now));
    EXPECT_NEAR(static_cast<double>((*damping.until(now) - now) / 1ms), 95098.0, 2.0);
    EXPECT_EQ(damping.sentence(now + 90s), "damped for 6 s more after 3 failures");
    EXPECT_FALSE(damping.until(now + 96s));
    EXPECT_EQ(damping.sentence(now + 96s), "");
}

TEST(Damping, NeverLongerThanTheMaximum) {
    Damping damping;
    const TimePoint now{1000s};
    for (int i = 0; i < 1000; ++i)
        damping.failed(now, {});
    EXPECT_LE(*damping.until(now) - now, 300s + 1ms);
    EXPECT_GE(*damping.until(now) - now, 299s);
}

TEST(Damping, TheRareFailuresOfADayAreForgotten) {
    Damping damping;
    TimePoint now{1000s};
    for (int i = 0; i < 50; ++i, now += 10min) {
        damping.failed(now, {});
        EXPECT_EQ(damping.failures(), 1u);
        EXPECT_FALSE(damping.until(now));
    }
}

TEST(Damping, OffIsOff) {
    Damping damping;
    for (int i = 0; i < 10; ++i)
        damping.failed(TimePoint{1000s}, {.on = false});
    EXPECT_FALSE(damping.until(TimePoint{1000s}));
}

/// The uplink goes away for a second, again and again.
unsigned ups_of_flapping(VirtualPath& path, Duration period, Duration length) {
    const TimePoint begin = path.now;
    while (path.now < begin + length) {
        path.monitor.handle_link(path.now, kWan1, false, "eth1 has no carrier");
        path.run_until(path.now + 1s);
        path.monitor.handle_link(path.now, kWan1, true, "");
        path.run_until(path.now + period - 1s);
    }
    unsigned ups = 0;
    for (const StateChanged& change : path.changes)
        if (change.new_state == PathState::kUp) ++ups;
    return ups;
}

TEST(Damping, AFlappingPathComesBackTwiceAndThenWaits) {
    VirtualPath path;
    path.bring_up();
    EXPECT_EQ(ups_of_flapping(path, 8s, 90s), 3u) << "the first up, and two more";
    EXPECT_EQ(path.state(), PathState::kDown);
    EXPECT_THAT(path.reason(), HasSubstr("damped for"));
    EXPECT_THAT(path.reason(), HasSubstr("more after 3 failures"));
    path.run_until(path.now + 100s);
    EXPECT_EQ(path.state(), PathState::kUp) << "it has been quiet long enough";
}

TEST(Damping, EveryTwoSecondsForTenMinutesIsOneMove) {
    VirtualPath path;
    path.bring_up();
    EXPECT_EQ(ups_of_flapping(path, 2s, 10min), 1u) << "the hold time alone keeps it down";
}

TEST(DampingSettings, ImpossibleOnesAreNamed) {
    EXPECT_TRUE(check(DampingSettings{}).ok());
    EXPECT_FALSE(check(DampingSettings{.half_life = 0s}).ok());
    EXPECT_FALSE(check(DampingSettings{.suppress = 1000, .reuse = 1000}).ok());
    EXPECT_FALSE(check(DampingSettings{.reuse = 0}).ok());
    EXPECT_FALSE(check(DampingSettings{.max_suppress = 0s}).ok());
}

}  // namespace
}  // namespace hawser::health
