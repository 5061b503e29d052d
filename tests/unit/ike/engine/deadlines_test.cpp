// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/deadlines.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

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

TEST(Deadlines, AgreesWithASortedListThroughManyChanges) {
    Deadlines<int> deadlines;
    std::map<int, int> expected;
    const TimePoint start{};
    unsigned dice = 1;
    for (int round = 0; round < 20000; ++round) {
        dice = dice * 1103515245U + 12345U;
        const int key = static_cast<int>(dice >> 16U) % 50;
        const int seconds = static_cast<int>(dice >> 8U) % 40;
        if (seconds < 5) {
            deadlines.set(key, std::nullopt);
            expected.erase(key);
        } else {
            deadlines.set(key, start + std::chrono::seconds(seconds));
            expected[key] = seconds;
        }
        std::vector<std::pair<int, int>> due;
        for (const auto& [one, at] : expected) {
            if (at <= 20) due.emplace_back(at, one);
        }
        std::sort(due.begin(), due.end());
        std::vector<int> keys;
        for (const auto& [at, one] : due)
            keys.push_back(one);
        ASSERT_EQ(deadlines.due(start + 20s), keys);
        ASSERT_EQ(deadlines.size(), expected.size());
    }
}

}  // namespace
}  // namespace hawser::ike
