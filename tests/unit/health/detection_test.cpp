// SPDX-License-Identifier: BSD-2-Clause
// The two promises of the defaults: a dead path is found within a second, and loss is no death.
#include <gtest/gtest.h>

#include <random>

#include "tests/unit/health/virtual_path.h"

namespace hawser::health {
namespace {

/// From the first lost packet to `down`, for a path that dies `offset` after a probe was sent. The answer to
/// that probe is lost too if it was under way.
Duration detection_time(Duration offset, Duration rtt) {
    VirtualPath path;
    path.rtt = rtt;
    path.bring_up();
    const size_t probes = path.sent.size();
    while (path.sent.size() == probes)
        path.run_until(*path.monitor.next_timeout());
    const TimePoint death = path.now + offset;
    path.lose = [=](TimePoint sent) { return sent + rtt >= death; };
    if (offset < rtt) path.answers.clear();
    path.run_until(death + 3s);
    EXPECT_EQ(path.changes.size(), 2u) << "offset " << offset.count();
    return path.changes.back().since - death;
}

TEST(Detection, WithinASecondOfTheFirstLostPacketInEveryPhase) {
    for (const Duration rtt : {Duration(1ms), Duration(20ms), Duration(149ms)}) {
        Duration worst{};
        for (Duration offset = 0ms; offset < 200ms; offset += 500us)
            worst = std::max(worst, detection_time(offset, rtt));
        EXPECT_LE(worst, 1s) << "round trip time " << rtt.count();
        EXPECT_GE(worst, 700ms) << "four probes cannot be sent sooner";
    }
}

class RandomLoss : public testing::TestWithParam<unsigned> {};

TEST_P(RandomLoss, OnePercentForAnHourIsNoDeath) {
    std::mt19937 random(GetParam());
    VirtualPath path;
    path.bring_up();
    unsigned lost = 0;
    path.lose = [&](TimePoint) {
        const bool is_lost = random() % 100 == 0;
        lost += is_lost ? 1 : 0;
        return is_lost;
    };
    path.run_until(path.now + 1h);
    EXPECT_GT(lost, 100u) << "the hour must have seen losses";
    EXPECT_EQ(path.changes.size(), 1u) << "but no change after the first up";
    EXPECT_GT(path.sent.size(), 17900u);
}

INSTANTIATE_TEST_SUITE_P(TenSeeds, RandomLoss, testing::Range(1u, 11u));

}  // namespace
}  // namespace hawser::health
