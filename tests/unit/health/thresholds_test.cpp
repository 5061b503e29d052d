// SPDX-License-Identifier: BSD-2-Clause
// Loss as a percentage, the way back that must be clean, and the profiles.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "tests/unit/health/virtual_path.h"

namespace hawser::health {
namespace {

using testing::HasSubstr;

/// As data centres are failed over by hand: away at more than 30 % loss, back after five minutes without.
PathConfig data_centre() {
    PathConfig config = path_config(kWan1, "dc/wan1");
    ProbeSettings& settings = config.probes[0].settings;
    settings.window = 64;
    settings.lost_to_down = 64;
    settings.loss_window = 150;
    settings.down_loss_pct = 30;
    settings.clean = 5min;
    return config;
}

TEST(Thresholds, MoreThanThirtyPercentLossIsDownLessIsNot) {
    VirtualPath path(data_centre());
    path.bring_up();
    const TimePoint begin = path.now;
    path.lose = [begin](TimePoint sent) { return ((sent - begin) / 200ms) % 4 == 0; };
    path.run_until(begin + 2min);
    EXPECT_EQ(path.state(), PathState::kUp) << "25 %";
    path.lose = [begin](TimePoint sent) { return ((sent - begin) / 200ms) % 5 < 2; };
    path.run_until(begin + 4min);
    EXPECT_EQ(path.state(), PathState::kDown) << "40 %";
    EXPECT_THAT(path.changes[1].reason, HasSubstr("% of the last 150 probes to 10.2.0.1 lost, limit 30.0 %"));
}

TEST(Thresholds, BackOnlyAfterFiveMinutesWithoutALoss) {
    VirtualPath path(data_centre());
    path.bring_up();
    const TimePoint begin = path.now;
    const TimePoint last_loss = begin + 4min;
    path.lose = [=](TimePoint sent) {
        return sent < begin + 1min || (sent > last_loss - 200ms && sent <= last_loss);
    };
    path.run_until(begin + 3min);
    EXPECT_EQ(path.state(), PathState::kDown);
    EXPECT_THAT(path.reason(), HasSubstr("but it takes 300.0 s without loss"));
    path.run_until(last_loss + 290s);
    EXPECT_EQ(path.state(), PathState::kDown) << "the one loss in between counts";
    path.run_until(last_loss + 301s);
    EXPECT_EQ(path.state(), PathState::kUp);
    EXPECT_EQ(path.changes.size(), 3u);
}

TEST(Thresholds, TheFirstTimeUpNeedsNoFiveMinutes) {
    VirtualPath path(data_centre());
    path.bring_up();
    EXPECT_EQ(path.state(), PathState::kUp);
}

PathConfig with_profile(const Profile& profile) {
    PathConfig config = path_config(kWan1, "pop/wan1");
    config.probes[0].settings = profile.settings;
    config.settings.hold = profile.hold;
    return config;
}

/// The longest from a death in any phase to `down`.
Duration worst_detection(const Profile& profile, Duration step) {
    Duration worst{};
    for (Duration offset{}; offset < profile.settings.interval; offset += step) {
        VirtualPath path(with_profile(profile));
        path.monitor.handle_link(path.now, kWan1, true, "");
        path.monitor.handle_ike(path.now, kWan1, true, "");
        path.take_actions();
        path.run_until(path.now + profile.settings.interval * 5 + offset);
        EXPECT_EQ(path.state(), PathState::kUp);
        const TimePoint death = path.now;
        path.lose = [](TimePoint) { return true; };
        path.answers.clear();
        path.run_until(death + 2min);
        if (path.changes.size() < 2) return 2min;
        worst = std::max(worst, path.changes[1].since - death);
    }
    return worst;
}

TEST(Profiles, FastFindsADeadPathInLessThan300Milliseconds) {
    const Duration worst = worst_detection(fast_profile(), 500us);
    EXPECT_LT(worst, 300ms);
    EXPECT_GT(worst, 150ms);
}

TEST(Profiles, DefaultInLessThanASecond) {
    EXPECT_LT(worst_detection(default_profile(), 5ms), 1s);
}

TEST(Profiles, MeteredAsksAgainSoonAndSpendsLittle) {
    EXPECT_LT(worst_detection(metered_profile(), 1s), 37s);
    VirtualPath path(with_profile(metered_profile()));
    path.bring_up();
    const size_t before = path.sent.size();
    path.run_until(path.now + 1h);
    EXPECT_LE(path.sent.size() - before, 120u);
}

class FastUnderLoss : public testing::TestWithParam<unsigned> {};

TEST_P(FastUnderLoss, OnePercentForAnHourIsNoDeath) {
    std::mt19937 random(GetParam());
    VirtualPath path(with_profile(fast_profile()));
    path.bring_up();
    path.lose = [&](TimePoint) { return random() % 100 == 0; };
    path.run_until(path.now + 1h);
    EXPECT_EQ(path.changes.size(), 1u);
}

INSTANTIATE_TEST_SUITE_P(FiveSeeds, FastUnderLoss, testing::Range(1u, 6u));

}  // namespace
}  // namespace hawser::health
