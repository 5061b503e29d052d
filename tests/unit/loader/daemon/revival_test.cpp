// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/revival.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "loader/net/system_random.h"

namespace hawser::loader {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr TunnelId kOne{1};
constexpr TunnelId kTwo{2};

class RevivalTest : public testing::Test {
 protected:
    void up(TunnelId tunnel) { revival.note(tunnel, true, false, now); }
    void dead(TunnelId tunnel) { revival.note(tunnel, true, true, now); }
    void unusable(TunnelId tunnel) { revival.note(tunnel, false, true, now); }
    /// The waits between the next `count` calls.
    std::vector<Duration> waits(size_t count) {
        std::vector<Duration> found;
        while (found.size() < count) {
            const TimePoint next = revival.next().value();
            found.push_back(next - now);
            now = next;
            EXPECT_THAT(revival.due(now), ElementsAre(kOne));
        }
        return found;
    }

    SystemRandom random;
    Revival revival{random};
    TimePoint now{std::chrono::hours(1)};
};

TEST_F(RevivalTest, APathThatDiesIsAskedForAtOnceAndOthersAreLeftAlone) {
    up(kOne);
    up(kTwo);
    EXPECT_FALSE(revival.next());
    dead(kOne);
    EXPECT_THAT(revival.due(now), ElementsAre(kOne));
    EXPECT_THAT(revival.due(now), IsEmpty());
}

TEST_F(RevivalTest, ANewConnectionHasBegunByItself) {
    dead(kOne);
    EXPECT_THAT(revival.due(now), IsEmpty());
    EXPECT_GT(revival.next().value(), now + 1s);
}

TEST_F(RevivalTest, FindsAPeerWithinTwoSecondsForTwoMinutesAndThenEverMoreSeldom) {
    up(kOne);
    dead(kOne);
    const TimePoint died = now;
    EXPECT_THAT(revival.due(now), ElementsAre(kOne));
    while (revival.next().value() - died <= Revival::kEagerFor) {
        const Duration wait = waits(1).front();
        EXPECT_LE(wait, Revival::kEager);
        EXPECT_GE(wait, Revival::kEager * 7 / 10);
    }
    const std::vector<Duration> later = waits(12);
    EXPECT_GT(later[2], 2 * Revival::kEager);
    for (size_t i = 8; i < later.size(); ++i) {
        EXPECT_LE(later[i], Revival::kSeldom);
        EXPECT_GE(later[i], Revival::kSeldom * 7 / 10);
    }
}

TEST_F(RevivalTest, BranchesDoNotComeInStep) {
    up(kOne);
    dead(kOne);
    (void)revival.due(now);
    const std::vector<Duration> drawn = waits(8);
    EXPECT_NE(drawn, std::vector<Duration>(8, drawn.front()));
}

TEST_F(RevivalTest, WithoutAnUplinkNothingIsAskedForAndItsReturnIsNews) {
    up(kOne);
    unusable(kOne);
    EXPECT_FALSE(revival.next());
    now += 10min;
    dead(kOne);
    EXPECT_THAT(revival.due(now), ElementsAre(kOne));
    EXPECT_LE(waits(1).front(), Revival::kEager) << "the waits begin anew";
}

TEST_F(RevivalTest, APathThatIsUpAgainIsForgotten) {
    up(kOne);
    dead(kOne);
    up(kOne);
    EXPECT_FALSE(revival.next());
    dead(kTwo);
    revival.forget(kTwo);
    EXPECT_FALSE(revival.next());
}

TEST_F(RevivalTest, ToldTheSameAgainItKeepsItsTimes) {
    up(kOne);
    dead(kOne);
    (void)revival.due(now);
    const auto next = revival.next();
    now += 100ms;
    dead(kOne);
    EXPECT_EQ(revival.next(), next);
}

}  // namespace
}  // namespace hawser::loader
