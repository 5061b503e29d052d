// SPDX-License-Identifier: BSD-2-Clause
#include "tests/lab/traffic/flow_record.h"

#include <gtest/gtest.h>

namespace hawser::traffic {
namespace {

TEST(FlowRecord, OpenGapGrowsUntilAnAnswer) {
    FlowRecord record(1000);
    EXPECT_EQ(record.phases(1300).back().longest_gap_ms, 300);
    record.answered(record.sent(), 1400);
    EXPECT_EQ(record.phases(1500).back().longest_gap_ms, 400);
}

TEST(FlowRecord, GapOverAMarkCountsInBothPhases) {
    FlowRecord record(0);
    record.answered(record.sent(), 10);
    record.begin_phase(200);
    record.answered(record.sent(), 700);
    const auto phases = record.phases(710);
    ASSERT_EQ(phases.size(), 2U);
    EXPECT_EQ(phases[0].longest_gap_ms, 190);
    EXPECT_EQ(phases[1].longest_gap_ms, 690);
}

TEST(FlowRecord, LateAnswerCountsWhereItsMessageWasSent) {
    FlowRecord record(0);
    const auto early = record.sent();
    record.begin_phase(5);
    record.sent();
    record.answered(early, 6);
    record.sent();
    const auto phases = record.phases(7);
    EXPECT_EQ(phases[0].lost(), 0U);
    EXPECT_EQ(phases[1].lost(), 1U);
}

TEST(FlowRecord, AMessageIsNotLostBeforeItsSuccessorIsSent) {
    FlowRecord record(0);
    record.sent();
    EXPECT_EQ(record.phases(1).back().lost(), 0U);
    record.begin_phase(2);
    EXPECT_EQ(record.phases(3).front().lost(), 0U);
    record.sent();
    EXPECT_EQ(record.phases(4).front().lost(), 1U);
    EXPECT_EQ(record.phases(4).back().lost(), 0U);
}

TEST(FlowRecord, SecondAndUnaskedAnswersAreIgnored) {
    FlowRecord record(0);
    const auto number = record.sent();
    record.answered(number, 1);
    record.answered(number, 2);
    record.answered(number + 1, 3);
    EXPECT_EQ(record.phases(4).back().answered, 1U);
    EXPECT_EQ(record.phases(4).back().longest_gap_ms, 3);
}

TEST(FlowRecord, EarliestAnsweredMessageOfAPhase) {
    FlowRecord record(0);
    const auto lost = record.sent();
    record.begin_phase(10);
    EXPECT_FALSE(record.phases(11).back().first_answered_sent_ms);
    record.sent();
    const auto first = record.sent(), second = record.sent();
    record.answered(second, 70, 40);
    record.answered(first, 71, 30);
    record.answered(lost, 72, 5);
    EXPECT_EQ(record.phases(73).back().first_answered_sent_ms, 30);
}

}  // namespace
}  // namespace hawser::traffic
