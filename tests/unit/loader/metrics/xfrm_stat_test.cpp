// SPDX-License-Identifier: BSD-2-Clause
#include "loader/metrics/xfrm_stat.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hawser::loader {
namespace {

TEST(XfrmStat, ReadsWhatTheKernelPrints) {
    const auto errors =
        parse_xfrm_stat("XfrmInError             \t0\nXfrmInNoStates          \t17\n\nodd line here\n");
    EXPECT_THAT(errors,
                testing::ElementsAre(testing::Pair("XfrmInError", 0), testing::Pair("XfrmInNoStates", 17)));
}

}  // namespace
}  // namespace hawser::loader
