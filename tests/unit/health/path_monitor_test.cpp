// SPDX-License-Identifier: BSD-2-Clause
// The rules by which one path changes its state.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/health/virtual_path.h"

namespace hawser::health {
namespace {

using testing::HasSubstr;

PathConfig unprobed() {
    PathConfig config = path_config(kWan1, "pop/wan1");
    config.probes.clear();
    return config;
}

TEST(PathMonitor, StartsDownAndSendsNothingWithoutIke) {
    VirtualPath path;
    path.monitor.handle_link(path.now, kWan1, true, "");
    path.run_until(path.now + 10s);
    EXPECT_EQ(path.state(), PathState::kDown);
    EXPECT_EQ(path.reason(), "no IKE SA yet");
    EXPECT_TRUE(path.sent.empty());
    EXPECT_FALSE(path.monitor.next_timeout());
}

TEST(PathMonitor, AnAdoptedPathIsUpWithoutAWordAndDiesOnlyOfWhatIsSeenNow) {
    VirtualPath path;
    path.monitor.handle_link(path.now, kWan1, true, "");
    path.monitor.handle_ike(path.now, kWan1, true, "");
    path.monitor.adopt(path.now, kWan1, PathState::kUp);
    path.take_actions();
    path.run_until(path.now + 2s);
    EXPECT_EQ(path.state(), PathState::kUp);
    EXPECT_TRUE(path.changes.empty()) << "the data plane has the state already";
    path.lose = [](TimePoint) { return true; };
    path.run_until(path.now + 2s);
    EXPECT_EQ(path.state(), PathState::kDown);
}

TEST(PathMonitor, NothingIsAdoptedWithoutALinkOrAsDown) {
    VirtualPath path;
    path.monitor.adopt(path.now, kWan1, PathState::kUp);
    EXPECT_EQ(path.state(), PathState::kDown);
    path.monitor.handle_link(path.now, kWan1, true, "");
    path.monitor.handle_ike(path.now, kWan1, true, "");
    path.monitor.adopt(path.now, kWan1, PathState::kDown);
    EXPECT_EQ(path.state(), PathState::kDown);
}

TEST(PathMonitor, FirstUpTakesThreeAnswers) {
    VirtualPath path;
    const TimePoint established = path.now;
    path.bring_up();
    ASSERT_EQ(path.changes.size(), 1u);
    EXPECT_EQ(path.changes[0].new_state, PathState::kUp);
    EXPECT_EQ(path.changes[0].reason, "3 probes in a row answered");
    EXPECT_EQ(path.changes[0].since, path.sent[2].first + path.rtt) << "in the moment of the third answer";
    EXPECT_LE(path.changes[0].since - established, 450ms);
}

TEST(PathMonitor, ProbesGoToTheTargetWithTheTunnelsIdAndTheirOwnSequence) {
    VirtualPath path;
    path.bring_up();
    ASSERT_GE(path.sent.size(), 5u);
    for (size_t i = 0; i < path.sent.size(); ++i) {
        const SendProbe& probe = path.sent[i].second;
        EXPECT_EQ(probe.id, (ProbeId{kWan1, 0}));
        EXPECT_EQ(probe.sequence, i + 1);
        const auto echo = parse_echo(Family::kIpv4, probe.bytes);
        ASSERT_TRUE(echo);
        EXPECT_EQ(echo->id, icmp_id_of(kWan1));
        EXPECT_EQ(echo->sequence, probe.sequence);
        if (i > 1) {
            EXPECT_EQ(path.sent[i].first - path.sent[i - 1].first, 200ms);
        }
    }
}

TEST(PathMonitor, BackOnlyAfterTenAnswersInARowAndTheHoldTime) {
    VirtualPath path;
    path.bring_up();
    const TimePoint death = path.now;
    path.lose = [death](TimePoint sent) { return sent < death + 1500ms; };
    path.run_until(death + 20s);
    ASSERT_EQ(path.changes.size(), 3u);
    const StateChanged& down = path.changes[1];
    const StateChanged& back = path.changes[2];
    EXPECT_EQ(down.new_state, PathState::kDown);
    EXPECT_EQ(down.reason, "4 of the last 4 probes to 10.2.0.1 not answered within 150 ms");
    EXPECT_EQ(back.new_state, PathState::kUp);
    // Ten answers are there after 3.5 s - 0.9 s; the hold time ends later, and not before it is the path up.
    EXPECT_EQ(back.since - down.since, 3s);
}

TEST(PathMonitor, ALossAmongTheTenStartsThemAgain) {
    PathConfig config = path_config(kWan1, "pop/wan1");
    config.settings.hold = 0s;
    VirtualPath path(config);
    path.bring_up();
    const TimePoint death = path.now;
    const TimePoint repaired = death + 2s;
    // One more loss between the 1.6 s and the 1.8 s after the repair: the ninth answer in a row.
    path.lose = [=](TimePoint sent) {
        return sent < repaired || (sent >= repaired + 1600ms && sent < repaired + 1800ms);
    };
    path.run_until(repaired + 3500ms);
    EXPECT_EQ(path.state(), PathState::kDown);
    EXPECT_THAT(path.reason(), HasSubstr("of 10 probes in a row answered"));
    path.run_until(repaired + 4100ms);
    EXPECT_EQ(path.state(), PathState::kUp);
}

TEST(PathMonitor, ThreeLostInARowAreNoDeath) {
    VirtualPath path;
    path.bring_up();
    const TimePoint begin = path.now;
    path.lose = [begin](TimePoint sent) { return ((sent - begin) / 200ms) % 4 != 3; };
    path.run_until(begin + 60s);
    EXPECT_EQ(path.changes.size(), 1u);
    EXPECT_EQ(path.state(), PathState::kUp);
    EXPECT_NEAR(path.probe().loss_pct.value(), 75.0, 1.0);
}

TEST(PathMonitor, SevenOfTen) {
    PathConfig config = path_config(kWan1, "pop/wan1");
    config.probes[0].settings.window = 10;
    config.probes[0].settings.lost_to_down = 7;
    VirtualPath path(config);
    path.bring_up();
    const TimePoint begin = path.now;
    path.lose = [begin](TimePoint sent) { return ((sent - begin) / 200ms) % 4 != 3; };
    path.run_until(begin + 5s);
    ASSERT_EQ(path.changes.size(), 2u);
    EXPECT_THAT(path.changes[1].reason, HasSubstr("7 of the last 10 probes"));
}

TEST(PathMonitor, LinkLossIsDownAtOnceWithItsReason) {
    VirtualPath path;
    path.bring_up();
    path.monitor.handle_link(path.now, kWan1, false, "eth1 has no carrier");
    path.take_actions();
    ASSERT_EQ(path.changes.size(), 2u);
    EXPECT_EQ(path.changes[1].new_state, PathState::kDown);
    EXPECT_EQ(path.changes[1].reason, "eth1 has no carrier");
    EXPECT_EQ(path.changes[1].since, path.now);
    const size_t sent = path.sent.size();
    path.run_until(path.now + 5s);
    EXPECT_EQ(path.sent.size(), sent) << "nothing is probed without a link";
}

TEST(PathMonitor, IkeLossIsDownAtOnceWithIkesReason) {
    VirtualPath path;
    path.bring_up();
    path.monitor.handle_ike(path.now, kWan1, false, "peer deleted the IKE SA");
    path.take_actions();
    ASSERT_EQ(path.changes.size(), 2u);
    EXPECT_EQ(path.changes[1].reason, "peer deleted the IKE SA");
    path.monitor.handle_ike(path.now, kWan1, false, "peer does not answer IKE");
    path.take_actions();
    EXPECT_EQ(path.changes.size(), 2u) << "down already";
    EXPECT_EQ(path.reason(), "peer does not answer IKE") << "but the status is of now";
}

TEST(PathMonitor, BackAfterIkeLossTakesTenAnswersToo) {
    VirtualPath path;
    path.bring_up();
    path.monitor.handle_ike(path.now, kWan1, false, "peer deleted the IKE SA");
    path.run_until(path.now + 60s);
    path.monitor.handle_ike(path.now, kWan1, true, "");
    path.take_actions();
    const TimePoint established = path.now;
    path.run_until(established + 500ms);
    EXPECT_THAT(path.reason(), HasSubstr("IKE and the uplink are back; 3 of 10 probes in a row answered"));
    path.run_until(established + 3s);
    ASSERT_EQ(path.changes.size(), 3u);
    EXPECT_EQ(path.changes[2].new_state, PathState::kUp);
    EXPECT_EQ(path.changes[2].reason, "10 probes in a row answered");
}

TEST(PathMonitor, AnAnswerByAnotherTunnelCountsAndShows) {
    VirtualPath path;
    path.monitor.add(path.now, path_config(kWan2, "pop/wan2"));
    path.arrives_by = kWan2;
    path.bring_up();
    path.run_until(path.now + 5s);
    EXPECT_EQ(path.state(), PathState::kUp);
    EXPECT_THAT(path.reason(), HasSubstr("peer answers by another tunnel (pop/wan2)"));
    EXPECT_EQ(path.monitor.status(path.now, kWan1).answers_by, kWan2);
    EXPECT_EQ(path.monitor.status(path.now, kWan2).state, PathState::kDown)
        << "nothing is proved of the other one";

    path.arrives_by = kWan1;
    path.run_until(path.now + 1s);
    EXPECT_FALSE(path.monitor.status(path.now, kWan1).answers_by);
    EXPECT_THAT(path.reason(), testing::Not(HasSubstr("another tunnel")));
}

TEST(PathMonitor, AnswersThatAreTooLateAreLostAndSaySo) {
    VirtualPath path;
    path.bring_up();
    path.rtt = 180ms;
    path.run_until(path.now + 5s);
    EXPECT_EQ(path.state(), PathState::kDown);
    EXPECT_THAT(path.changes[1].reason, HasSubstr("answers come too late, after 180 ms"));
    EXPECT_GT(path.probe().late, 10u);
}

TEST(PathMonitor, AProbeThatCannotBeSentIsInTheSentence) {
    VirtualPath path;
    path.bring_up();
    path.lose = [](TimePoint) { return true; };
    while (path.changes.size() < 2) {
        path.run_until(*path.monitor.next_timeout());
        path.monitor.handle_send_error({kWan1, 0}, "Network is unreachable");
    }
    EXPECT_THAT(path.changes[1].reason, HasSubstr("the latest could not be sent: Network is unreachable"));
}

TEST(PathMonitor, WhatIsKnownOutsideTheTunnelIsInTheReasonOfWhatProbesFind) {
    VirtualPath path;
    path.bring_up();
    path.monitor.set_context(kWan1, "uplink wan1 itself is dead: 192.0.2.1 does not answer either");
    path.lose = [](TimePoint) { return true; };
    path.run_until(path.now + 1s);
    ASSERT_EQ(path.changes.size(), 2u);
    EXPECT_THAT(path.changes[1].reason, HasSubstr("within 150 ms; uplink wan1 itself is dead"));
    EXPECT_THAT(path.reason(), HasSubstr("192.0.2.1 does not answer either"));
    path.monitor.handle_link(path.now, kWan1, false, "eth1 has no carrier");
    EXPECT_EQ(path.reason(), "eth1 has no carrier") << "the one reason is enough";
}

TEST(PathMonitor, WithoutATargetTheStateFollowsIkeAndTheLink) {
    VirtualPath path(unprobed());
    path.monitor.handle_ike(path.now, kWan1, true, "");
    path.monitor.handle_link(path.now, kWan1, true, "");
    path.take_actions();
    EXPECT_EQ(path.state(), PathState::kUp);
    EXPECT_THAT(path.reason(), HasSubstr("not probed"));
    path.run_until(path.now + 10s);
    EXPECT_TRUE(path.sent.empty());
    EXPECT_TRUE(path.monitor.status(path.now, kWan1).probes.empty());
}

TEST(PathMonitor, WithoutATargetAFlappingLinkIsHeldDown) {
    VirtualPath path(unprobed());
    path.bring_up();
    path.monitor.handle_link(path.now, kWan1, false, "eth1 has no carrier");
    const TimePoint lost = path.now;
    path.run_until(lost + 1s);
    path.monitor.handle_link(path.now, kWan1, true, "");
    path.take_actions();
    EXPECT_EQ(path.state(), PathState::kDown);
    EXPECT_EQ(path.reason(), "IKE and the uplink are back; held down for another 2.0 s");
    EXPECT_EQ(path.monitor.next_timeout(), lost + 3s);
    path.run_until(lost + 3s);
    EXPECT_EQ(path.state(), PathState::kUp);
}

TEST(PathMonitor, DegradedAboveAThresholdAndBackAtHalfOfIt) {
    PathConfig config = path_config(kWan1, "pop/wan1");
    config.probes[0].settings.degraded.rtt = 100ms;
    VirtualPath path(config);
    path.bring_up();
    path.rtt = 120ms;
    path.run_until(path.now + 20s);
    ASSERT_EQ(path.changes.size(), 2u);
    EXPECT_EQ(path.changes[1].new_state, PathState::kDegraded);
    EXPECT_THAT(path.changes[1].reason, HasSubstr("threshold 100 ms"));
    path.rtt = 80ms;
    path.run_until(path.now + 20s);
    EXPECT_EQ(path.state(), PathState::kDegraded) << "below the threshold, above half of it";
    path.rtt = 40ms;
    path.run_until(path.now + 20s);
    EXPECT_EQ(path.state(), PathState::kUp);
    EXPECT_EQ(path.changes.size(), 3u);
}

TEST(PathMonitor, DegradedByLossStillDiesOfFourInARow) {
    PathConfig config = path_config(kWan1, "pop/wan1");
    config.probes[0].settings.degraded.loss_pct = 5.0;
    VirtualPath path(config);
    path.bring_up();
    const TimePoint begin = path.now;
    path.lose = [begin](TimePoint sent) { return ((sent - begin) / 200ms) % 4 == 0; };
    path.run_until(begin + 20s);
    EXPECT_EQ(path.state(), PathState::kDegraded);
    EXPECT_THAT(path.reason(), HasSubstr("loss"));
    path.lose = [](TimePoint) { return true; };
    path.run_until(path.now + 1s);
    EXPECT_EQ(path.state(), PathState::kDown);
}

TEST(PathMonitor, AChangedTargetIsProbedAtOnceAndTheStateStays) {
    VirtualPath path;
    path.bring_up();
    PathConfig config = path_config(kWan1, "pop/wan1");
    config.probes = {icmp_probe(kWan1, "10.2.0.2")};
    path.monitor.update(path.now, config);
    path.take_actions();
    EXPECT_EQ(path.probe().label, "icmp 10.2.0.2");
    EXPECT_EQ(path.sent.back().first, path.now);
    path.run_until(path.now + 5s);
    EXPECT_EQ(path.changes.size(), 1u);
}

TEST(PathMonitor, AnAdoptedPathStaysUpAndDiesOnlyOfWhatIsSeenNow) {
    VirtualPath path;
    path.monitor.handle_link(path.now, kWan1, true, "");
    path.monitor.handle_ike(path.now, kWan1, true, "");
    path.monitor.adopt(path.now, kWan1, PathState::kUp);
    path.take_actions();
    EXPECT_EQ(path.state(), PathState::kUp);
    EXPECT_TRUE(path.changes.empty()) << "the data plane has it so already";
    path.run_until(path.now + 5s);
    EXPECT_TRUE(path.changes.empty());
    path.lose = [](TimePoint) { return true; };
    path.run_until(path.now + 1s);
    ASSERT_EQ(path.changes.size(), 1u);
    EXPECT_EQ(path.changes[0].old_state, PathState::kUp);
    EXPECT_EQ(path.changes[0].new_state, PathState::kDown);
}

TEST(PathMonitor, NothingIsAdoptedWithoutIke) {
    VirtualPath path;
    path.monitor.handle_link(path.now, kWan1, true, "");
    path.monitor.adopt(path.now, kWan1, PathState::kUp);
    EXPECT_EQ(path.state(), PathState::kDown);
}

}  // namespace
}  // namespace hawser::health
