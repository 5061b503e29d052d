// SPDX-License-Identifier: BSD-2-Clause
#include "health/probe/statistics.h"

#include <gtest/gtest.h>

namespace hawser::health {
namespace {

using namespace std::chrono_literals;

TEST(Statistics, NothingMeasuredIsNotZero) {
    const Statistics statistics(100);
    EXPECT_FALSE(statistics.rtt());
    EXPECT_FALSE(statistics.jitter());
    EXPECT_FALSE(statistics.loss_pct());
}

TEST(Statistics, SmoothsTheRoundTripTimeByAnEighth) {
    Statistics statistics(100);
    statistics.record_answer(8ms);
    EXPECT_EQ(statistics.rtt(), 8ms);
    EXPECT_FALSE(statistics.jitter()) << "one sample has no neighbour";
    statistics.record_answer(16ms);
    EXPECT_EQ(statistics.rtt(), 9ms);
    EXPECT_EQ(statistics.jitter(), 500us) << "8 ms / 16";
    statistics.record_answer(16ms);
    EXPECT_EQ(statistics.rtt(), 9875us);
    EXPECT_EQ(statistics.jitter(), 468750ns) << "less by a sixteenth";
}

TEST(Statistics, LossIsOfTheLastHundred) {
    Statistics statistics(100);
    statistics.record_outcome(false);
    EXPECT_DOUBLE_EQ(statistics.loss_pct().value(), 100.0);
    statistics.record_outcome(true);
    EXPECT_DOUBLE_EQ(statistics.loss_pct().value(), 50.0);
    for (int i = 0; i < 98; ++i)
        statistics.record_outcome(true);
    EXPECT_DOUBLE_EQ(statistics.loss_pct().value(), 1.0);
    statistics.record_outcome(true);
    EXPECT_DOUBLE_EQ(statistics.loss_pct().value(), 0.0) << "the first has left the window";
}

TEST(Statistics, RestartKeepsTheTotals) {
    Statistics statistics(100);
    statistics.record_sent();
    statistics.record_answer(8ms);
    statistics.record_late();
    statistics.record_outcome(true);
    statistics.restart();
    EXPECT_FALSE(statistics.rtt());
    EXPECT_FALSE(statistics.loss_pct());
    EXPECT_EQ(statistics.sent(), 1u);
    EXPECT_EQ(statistics.answered(), 1u);
    EXPECT_EQ(statistics.late(), 1u);
}

}  // namespace
}  // namespace hawser::health
