// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/deadlines.h"

#include <gtest/gtest.h>

namespace hawser::ike {
namespace {

using namespace std::chrono_literals;

TEST(Deadlines, KnowsTheEarliestWhateverIsSet) {
    Deadlines<int> deadlines;
    const TimePoint start{};
    EXPECT_FALSE(deadlines.earliest());
    deadlines.set(1, start + 5s);
    deadlines.set(2, start + 3s);
    deadlines.set(3, start + 3s);
    EXPECT_EQ(deadlines.earliest(), start + 3s);
    deadlines.set(2, start + 9s);
    deadlines.set(3, std::nullopt);
    EXPECT_EQ(deadlines.earliest(), start + 5s);
    EXPECT_EQ(deadlines.of(2), start + 9s);
    EXPECT_FALSE(deadlines.of(3));
    EXPECT_EQ(deadlines.size(), 2u);
}

TEST(Deadlines, ListsWhatIsDueInOrder) {
    Deadlines<int> deadlines;
    const TimePoint start{};
    deadlines.set(1, start + 3s);
    deadlines.set(2, start + 1s);
    deadlines.set(3, start + 2s);
    EXPECT_EQ(deadlines.due(start + 2s), (std::vector<int>{2, 3}));
    EXPECT_TRUE(deadlines.due(start).empty());
    deadlines.set(2, start + 2s);
    deadlines.set(2, start + 2s);
    EXPECT_EQ(deadlines.due(start + 2s), (std::vector<int>{2, 3}));
}

}  // namespace
}  // namespace hawser::ike
