// SPDX-License-Identifier: BSD-2-Clause
#include "policy/load_weights.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace hawser::policy {
namespace {

using namespace std::chrono_literals;

constexpr uint64_t kGigabit = 1'000'000'000;
constexpr uint64_t kQuarter = 250'000'000;

/// Two uplinks that are looked at once a second, under whatever load a test gives them.
struct Site {
    LoadWeights weights;
    TimePoint now{1h};
    std::map<std::string, UplinkLoad> uplinks{{"wan1", {.bandwidth = kGigabit}},
                                              {"wan2", {.bandwidth = kQuarter}}};

    /// Bits per second for one second.
    bool run(double wan1, double wan2) {
        now += 1s;
        uplinks["wan1"].sent_bytes += static_cast<uint64_t>(wan1 / 8);
        uplinks["wan2"].sent_bytes += static_cast<uint64_t>(wan2 / 8);
        return weights.take(now, uplinks);
    }
    int changes_in(int seconds, double wan1, double wan2) {
        int changes = 0;
        for (int i = 0; i < seconds; ++i)
            changes += run(wan1, wan2) ? 1 : 0;
        return changes;
    }
};

TEST(LoadWeights, WithoutLoadAllIsFree) {
    Site site;
    EXPECT_EQ(site.changes_in(60, 0, 0), 0);
    EXPECT_EQ(site.weights.step("wan2"), LoadStep::kFree);
    EXPECT_EQ(site.weights.use("wan2"), 0.0);
    EXPECT_EQ(site.weights.use("wan9"), std::nullopt);
}

TEST(LoadWeights, AnUplinkNearItsBandwidthGetsFewerNewFlowsTheOtherKeepsIts) {
    Site site;
    EXPECT_EQ(site.changes_in(30, 200e6, 215e6), 1);
    EXPECT_EQ(site.weights.step("wan2"), LoadStep::kBusy);
    EXPECT_EQ(site.weights.step("wan1"), LoadStep::kFree);
    EXPECT_NEAR(*site.weights.use("wan2"), 0.86, 0.01);
    site.changes_in(30, 200e6, 249e6);
    EXPECT_EQ(site.weights.step("wan2"), LoadStep::kFull);
}

TEST(LoadWeights, ItGetsThemBackOnlyWellBelowWhereItLostThem) {
    Site site;
    site.changes_in(30, 0, 210e6);
    ASSERT_EQ(site.weights.step("wan2"), LoadStep::kBusy);
    EXPECT_EQ(site.changes_in(60, 0, 170e6), 0) << "68 %, and the step began at 80 %";
    EXPECT_EQ(site.changes_in(60, 0, 155e6), 1);
    EXPECT_EQ(site.weights.step("wan2"), LoadStep::kFree);
}

TEST(LoadWeights, ALoadThatSwingsAroundTheStepChangesNothing) {
    Site site;
    site.changes_in(10, 0, 205e6);
    int changes = 0;
    for (int i = 0; i < 600; ++i)
        changes += site.run(0, 200e6 + 20e6 * std::sin(i * 0.1)) ? 1 : 0;
    EXPECT_EQ(changes, 0);
}

TEST(LoadWeights, ChangesArePausedWhateverTheLoadDoes) {
    Site site;
    std::optional<TimePoint> last;
    for (int i = 0; i < 600; ++i) {
        const bool high = i / 7 % 2 == 0;
        if (!site.run(high ? 1e9 : 0, high ? 0 : 250e6)) continue;
        if (last) {
            EXPECT_GE(site.now - *last, 5s);
        }
        last = site.now;
    }
    EXPECT_TRUE(last) << "it does change";
}

TEST(LoadWeights, ASecondOfBurstIsNoReason) {
    Site site;
    site.changes_in(30, 0, 50e6);
    EXPECT_EQ(site.changes_in(1, 0, 250e6), 0);
    EXPECT_EQ(site.changes_in(30, 0, 50e6), 0);
}

TEST(LoadWeights, TheFullerDirectionCountsAndAnUnknownOneDoesNot) {
    Site site;
    for (int i = 0; i < 30; ++i) {
        site.uplinks["wan1"].received_bytes += 125'000'000;
        site.uplinks["wan2"].received_bytes += 125'000'000;
        site.run(0, 0);
    }
    EXPECT_EQ(site.weights.step("wan1"), LoadStep::kFree) << "nobody said how much comes down";
    site.uplinks["wan1"].download = kGigabit;
    for (int i = 0; i < 30; ++i) {
        site.uplinks["wan1"].received_bytes += 125'000'000;
        site.run(0, 0);
    }
    EXPECT_EQ(site.weights.step("wan1"), LoadStep::kFull);
}

TEST(LoadWeights, AnInterfaceThatIsMadeAnewCountsFromZero) {
    Site site;
    site.changes_in(30, 0, 50e6);
    site.uplinks["wan2"].sent_bytes = 0;
    EXPECT_EQ(site.changes_in(30, 0, 50e6), 0);
    EXPECT_NEAR(*site.weights.use("wan2"), 0.2, 0.01);
}

/// Flows of 5 Mbit/s that live for 60 s, two a second, spread by the shares: 600 Mbit/s in the end, of which
/// the small uplink's part by bandwidth would be 120 Mbit/s; 150 Mbit/s of somebody else's are on it besides.
TEST(LoadWeights, InAClosedLoopTheSmallUplinkStaysBelowItsBandwidth) {
    Site site;
    std::vector<std::pair<int, bool>> flows;  // their end, and whether they are on wan2
    double most = 0;
    double turn = 0;
    int changes = 0;
    for (int second = 0; second < 600; ++second) {
        std::erase_if(flows, [second](const auto& flow) { return flow.first <= second; });
        for (int i = 0; i < 2; ++i) {
            const double big = 4.0 * share_of(site.weights.step("wan1"));
            const double small = share_of(site.weights.step("wan2"));
            turn += small / (small + big);
            const bool on_small = turn >= 1;
            if (on_small) turn -= 1;
            flows.emplace_back(second + 60, on_small);
        }
        const auto on_small = static_cast<double>(
            std::count_if(flows.begin(), flows.end(), [](const auto& flow) { return flow.second; }));
        const double load2 = 150e6 + 5e6 * on_small;
        changes += site.run(5e6 * (static_cast<double>(flows.size()) - on_small), load2) ? 1 : 0;
        if (second > 120) most = std::max(most, load2);
    }
    EXPECT_LT(most, 0.95 * kQuarter);
    EXPECT_LT(changes, 60) << "fewer than one in ten seconds";
}

}  // namespace
}  // namespace hawser::policy
