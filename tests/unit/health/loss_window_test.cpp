// SPDX-License-Identifier: BSD-2-Clause
#include "health/loss_window.h"

#include <gtest/gtest.h>

namespace hawser::health {
namespace {

TEST(LossWindow, CountsOnlyTheLast) {
    LossWindow window;
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

TEST(LossWindow, OneLossEndsTheRow) {
    LossWindow window;
    window.record(true);
    window.record(true);
    EXPECT_EQ(window.good_in_a_row(), 2u);
    window.record(false);
    EXPECT_EQ(window.good_in_a_row(), 0u);
    window.record(true);
    EXPECT_EQ(window.good_in_a_row(), 1u);
}

TEST(LossWindow, ClearForgetsBoth) {
    LossWindow window;
    window.record(false);
    window.record(true);
    window.clear();
    EXPECT_EQ(window.lost_of_last(64), 0u);
    EXPECT_EQ(window.good_in_a_row(), 0u);
}

}  // namespace
}  // namespace hawser::health
