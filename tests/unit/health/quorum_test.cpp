// SPDX-License-Identifier: BSD-2-Clause
// Several probes, one path.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/health/virtual_path.h"

namespace hawser::health {
namespace {

using testing::HasSubstr;
using testing::Not;

PathConfig three_targets(unsigned needed) {
    PathConfig config = path_config(kWan1, "pop/wan1");
    config.probes = {icmp_probe(kWan1, "10.2.0.1"), icmp_probe(kWan1, "10.2.0.2"),
                     icmp_probe(kWan1, "10.2.0.3")};
    config.settings.quorum.needed = needed;
    config.settings.hold = 0s;
    return config;
}

/// After so many of three targets have died.
PathState state_with_dead(unsigned needed, unsigned dead) {
    VirtualPath path(three_targets(needed));
    path.bring_up();
    for (unsigned i = 0; i < dead; ++i)
        path.dead_probes.insert(static_cast<uint8_t>(i));
    path.run_until(path.now + 2s);
    return path.state();
}

TEST(Quorum, SaysHowManyMustAnswer) {
    EXPECT_EQ(state_with_dead(Quorum::kAny, 2), PathState::kUp);
    EXPECT_EQ(state_with_dead(Quorum::kAny, 3), PathState::kDown);
    EXPECT_EQ(state_with_dead(2, 1), PathState::kUp);
    EXPECT_EQ(state_with_dead(2, 2), PathState::kDown);
    EXPECT_EQ(state_with_dead(Quorum::kAll, 0), PathState::kUp);
    EXPECT_EQ(state_with_dead(Quorum::kAll, 1), PathState::kDown);
}

TEST(Quorum, OneDeadTargetIsInItsOwnStatusAndInNoEvent) {
    VirtualPath path(three_targets(Quorum::kAny));
    path.bring_up();
    path.dead_probes = {1};
    path.run_until(path.now + 2s);
    EXPECT_EQ(path.changes.size(), 1u);
    EXPECT_EQ(path.probe(0).state, PathState::kUp);
    EXPECT_EQ(path.probe(1).state, PathState::kDown);
    EXPECT_EQ(path.probe(2).state, PathState::kUp);
    EXPECT_EQ(path.probe(0).loss_pct, 0.0) << "answers are told apart";
    EXPECT_GT(path.probe(1).loss_pct, 10.0);
}

TEST(Quorum, TheReasonNamesWhoIsMissing) {
    VirtualPath path(three_targets(2));
    path.bring_up();
    EXPECT_EQ(path.changes[0].reason.substr(0, 36), "2 of 3 probes healthy, 2 needed; icm");
    path.dead_probes = {0, 2};
    path.run_until(path.now + 1s);
    ASSERT_EQ(path.changes.size(), 2u);
    const std::string& reason = path.changes[1].reason;
    EXPECT_THAT(reason, HasSubstr("1 of 3 probes healthy, 2 needed"));
    EXPECT_THAT(reason, HasSubstr("icmp 10.2.0.1: 4 of the last 4 probes to 10.2.0.1 not answered"));
    EXPECT_THAT(reason, HasSubstr("icmp 10.2.0.3: 4 of the last 4"));
    EXPECT_THAT(reason, Not(HasSubstr("icmp 10.2.0.2")));
    path.run_until(path.now + 1s);
    EXPECT_THAT(path.reason(), HasSubstr("icmp 10.2.0.1: no probe answered yet"));
}

TEST(Quorum, DegradedWhereTooFewAreGood) {
    PathConfig config = three_targets(2);
    for (ProbeConfig& probe : config.probes)
        probe.settings.degraded.rtt = 100ms;
    config.probes[0].settings.degraded.rtt.reset();
    VirtualPath path(config);
    path.bring_up();
    path.rtt = 120ms;
    path.run_until(path.now + 20s);
    EXPECT_EQ(path.state(), PathState::kDegraded) << "one is good, two are slow, two are needed";
    EXPECT_THAT(path.reason(), HasSubstr("1 of 3 probes healthy, 2 needed; icmp 10.2.0.2: round trip"));
}

TEST(Quorum, AProbeThatIsAddedByAReloadMovesNothing) {
    VirtualPath path(three_targets(Quorum::kAll));
    path.bring_up();
    PathConfig config = three_targets(Quorum::kAll);
    config.probes.push_back(icmp_probe(kWan1, "10.2.0.4"));
    path.monitor.update(path.now, config);
    path.take_actions();
    path.run_until(path.now + 5s);
    EXPECT_EQ(path.changes.size(), 1u);
    EXPECT_EQ(path.probe(3).state, PathState::kUp);
    path.dead_probes = {3};
    path.run_until(path.now + 1s);
    EXPECT_EQ(path.state(), PathState::kDown) << "but it counts from now on";
}

TEST(Quorum, APathThatWaitsForItsHoldTimeStillListens) {
    PathConfig config = path_config(kWan1, "pop/wan1");
    config.settings.hold = 20s;
    VirtualPath path(config);
    path.bring_up();
    path.lose = [death = path.now](TimePoint sent) { return sent < death + 1s || sent > death + 10s; };
    path.run_until(path.now + 40s);
    EXPECT_EQ(path.changes.size(), 2u) << "well in between, dead when the hold time ended";
    EXPECT_EQ(path.state(), PathState::kDown);
}

}  // namespace
}  // namespace hawser::health
