// SPDX-License-Identifier: BSD-2-Clause
#include "health/probe/loss_history.h"

#include <gtest/gtest.h>

namespace hawser::health {
namespace {

TEST(RecentLosses, CountsOnlyTheLast) {
    RecentLosses window;
    EXPECT_EQ(window.lost_of_last(64), 0u);
    window.record(false);
    window.record(true);
    window.record(false);
    EXPECT_EQ(window.lost_of_last(1), 1u);
    EXPECT_EQ(window.lost_of_last(2), 1u);
    EXPECT_EQ(window.lost_of_last(3), 2u);
    for (int i = 0; i < 64; ++i)
        window.record(false);
    EXPECT_EQ(window.lost_of_last(64), 64u);
}

TEST(RecentLosses, OneLossEndsTheRow) {
    RecentLosses window;
    window.record(true);
    window.record(true);
    EXPECT_EQ(window.good_in_a_row(), 2u);
    window.record(false);
    EXPECT_EQ(window.good_in_a_row(), 0u);
    window.record(true);
    EXPECT_EQ(window.good_in_a_row(), 1u);
}

TEST(RecentLosses, ClearForgetsBoth) {
    RecentLosses window;
    window.record(false);
    window.record(true);
    window.clear();
    EXPECT_EQ(window.lost_of_last(64), 0u);
    EXPECT_EQ(window.good_in_a_row(), 0u);
}

TEST(LossShare, IsOfTheWindowAlone) {
    LossShare share(4);
    for (const bool answered : {false, false, true, true, true})
        share.record(answered);
    EXPECT_EQ(share.known(), 4u);
    EXPECT_EQ(share.lost(), 1u) << "the first has left the window";
    share.record(true);
    EXPECT_EQ(share.lost(), 0u);
    share.clear();
    share.record(false);
    EXPECT_EQ(share.known(), 1u);
    EXPECT_EQ(share.lost(), 1u);
}

}  // namespace
}  // namespace hawser::health
