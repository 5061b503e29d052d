// SPDX-License-Identifier: BSD-2-Clause
// Many paths, and what arrives from outside.
#include "health/monitor.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/unit/health/virtual_path.h"

namespace hawser::health {
namespace {

TEST(Monitor, ManyTunnelsThatStartTogetherSpreadOverTheInterval) {
    VirtualPath path;
    for (uint32_t id = 2; id <= 100; ++id) {
        path.monitor.add(path.now, path_config(TunnelId(id), "pop/" + std::to_string(id)));
        path.monitor.handle_link(path.now, TunnelId(id), true, "");
        path.monitor.handle_ike(path.now, TunnelId(id), true, "");
    }
    path.arrives_by.reset();
    path.bring_up();
    EXPECT_EQ(path.changes.size(), 100u);
    // In any later interval no 20 ms see more than a third of the probes: half of the interval is used.
    std::map<int64_t, int> slots;
    for (const auto& [at, probe] : path.sent)
        if (at >= TimePoint{1001s} && at < TimePoint{1001s} + 200ms) ++slots[(at - TimePoint{1001s}) / 20ms];
    int all = 0;
    for (const auto& [slot, count] : slots) {
        EXPECT_LE(count, 33);
        all += count;
    }
    EXPECT_EQ(all, 100);
}

TEST(Monitor, OneDeadTunnelLeavesTheOthersAlone) {
    VirtualPath path;
    path.monitor.add(path.now, path_config(kWan2, "pop/wan2"));
    path.monitor.handle_link(path.now, kWan2, true, "");
    path.monitor.handle_ike(path.now, kWan2, true, "");
    path.bring_up();
    path.monitor.handle_link(path.now, kWan2, false, "gone");
    path.run_until(path.now + 2s);
    EXPECT_EQ(path.monitor.status(path.now, kWan1).state, PathState::kUp);
    EXPECT_EQ(path.monitor.status(path.now, kWan2).state, PathState::kDown);
}

PathConfig of_peer(TunnelId tunnel, const std::string& name) {
    PathConfig config = path_config(tunnel, name);
    config.group = BundleId(1);
    return config;
}

TEST(Monitor, WhereNothingElseCarriesTheFirstAnswersAreEnough) {
    VirtualPath path(of_peer(kWan1, "pop/wan1"));
    path.monitor.add(path.now, of_peer(kWan2, "pop/wan2"));
    path.monitor.handle_link(path.now, kWan2, true, "");
    path.monitor.handle_ike(path.now, kWan2, true, "");
    path.bring_up();
    const auto death = path.now;
    const auto repaired = death + 5s;
    path.lose = [=](TimePoint sent) { return sent < repaired; };
    path.run_until(repaired + 700ms);
    EXPECT_EQ(path.changes.size(), 5u) << "both up, both down, and one up";
    EXPECT_LE(path.changes.back().since - repaired, 700ms) << "three answers, not ten";
    path.run_until(repaired + 5s);
    EXPECT_EQ(path.changes.size(), 6u);
}

TEST(Monitor, WhileAnotherCarriesTheRowOfAnswersAndTheHoldTimeAreWaitedFor) {
    VirtualPath path(of_peer(kWan1, "pop/wan1"));
    path.monitor.add(path.now, of_peer(kWan2, "pop/wan2"));
    path.monitor.handle_link(path.now, kWan2, true, "");
    path.monitor.handle_ike(path.now, kWan2, true, "");
    path.bring_up();
    path.monitor.handle_link(path.now, kWan2, false, "gone");
    path.take_actions();
    const auto lost = path.now;
    path.monitor.handle_link(path.now, kWan2, true, "");
    path.run_until(lost + 10s);
    EXPECT_EQ(path.changes.back().since - lost, 3s);
}

TEST(Monitor, APathThatWasOnlyHeldDownCarriesAtOnceWhenTheLastOtherDies) {
    VirtualPath path(of_peer(kWan1, "pop/wan1"));
    PathConfig held = of_peer(kWan2, "pop/wan2");
    held.settings.hold = 10min;
    path.monitor.add(path.now, held);
    path.monitor.handle_link(path.now, kWan2, true, "");
    path.monitor.handle_ike(path.now, kWan2, true, "");
    path.bring_up();
    path.monitor.handle_link(path.now, kWan2, false, "gone");
    path.monitor.handle_link(path.now, kWan2, true, "");
    path.run_until(path.now + 10s);
    EXPECT_EQ(path.monitor.status(path.now, kWan2).state, PathState::kDown);
    path.monitor.handle_link(path.now, kWan1, false, "gone");
    path.take_actions();
    EXPECT_EQ(path.monitor.status(path.now, kWan2).state, PathState::kUp);
}

TEST(Monitor, ARemovedTunnelIsSilentAndItsAnswersAreNobodys) {
    VirtualPath path;
    path.bring_up();
    const SendProbe last = path.sent.back().second;
    const size_t sent = path.sent.size();
    path.monitor.remove(kWan1);
    EXPECT_FALSE(path.monitor.has(kWan1));
    EXPECT_FALSE(path.monitor.next_timeout());
    EXPECT_EQ(path.monitor.handle_icmp(path.now, path.now, Family::kIpv4, answer_to(last), kWan1),
              ReplyVerdict::kNotOurs);
    path.monitor.handle_send_error({kWan1, 0}, "no such interface");
    path.run_until(path.now + 1s);
    EXPECT_EQ(path.sent.size(), sent);
}

class MonitorReplies : public testing::Test {
 protected:
    void SetUp() override {
        path.bring_up();
        path.run_until(path.sent.back().first + 200ms);
        probe = path.sent.back().second;
        path.answers.clear();
    }
    ReplyVerdict hand_in(const Bytes& icmp, Family family = Family::kIpv4) {
        return path.monitor.handle_icmp(path.now, path.now, family, icmp, kWan1);
    }
    VirtualPath path;
    SendProbe probe;
};

TEST_F(MonitorReplies, OneAnswerCountsOnce) {
    EXPECT_EQ(hand_in(answer_to(probe)), ReplyVerdict::kAnswered);
    const uint64_t answered = path.probe().answered;
    EXPECT_EQ(hand_in(answer_to(probe)), ReplyVerdict::kRepeated);
    EXPECT_EQ(path.probe().answered, answered);
}

TEST_F(MonitorReplies, AStrangersAnswerIsNotOurs) {
    EchoMessage echo = parse_echo(Family::kIpv4, answer_to(probe)).value();
    EchoMessage other = echo;
    other.payload = serialize(ProbePayload{{kWan1, 0}, kCookie + 1});
    EXPECT_EQ(hand_in(serialize(other)), ReplyVerdict::kNotOurs) << "an earlier run's";
    other = echo;
    other.id = 0x1234;
    EXPECT_EQ(hand_in(serialize(other)), ReplyVerdict::kNotOurs) << "another id";
    other = echo;
    other.payload = serialize(ProbePayload{{TunnelId(7), 0}, kCookie});
    EXPECT_EQ(hand_in(serialize(other)), ReplyVerdict::kNotOurs) << "a tunnel that we do not have";
    other = echo;
    other.payload = serialize(ProbePayload{{kWan1, 1}, kCookie});
    EXPECT_EQ(hand_in(serialize(other)), ReplyVerdict::kNotOurs) << "a probe that we do not have";
    other = echo;
    other.reply = false;
    EXPECT_EQ(hand_in(serialize(other)), ReplyVerdict::kNotOurs) << "our own request";
    other = echo;
    other.sequence = 60000;
    EXPECT_EQ(hand_in(serialize(other)), ReplyVerdict::kRepeated) << "a sequence that is not waited for";
    other = echo;
    other.family = Family::kIpv6;
    EXPECT_EQ(hand_in(serialize(other), Family::kIpv6), ReplyVerdict::kNotOurs) << "the other family";
    EXPECT_EQ(hand_in(answer_to(probe)), ReplyVerdict::kAnswered) << "the right one still counts";
}

/// What a router sends back on our request: its own header, our IP header, our message.
Bytes unreachable(const Bytes& request, uint8_t type = 3, uint8_t code = 1) {
    Bytes error{type, code, 0, 0, 0, 0, 0, 0};
    Bytes quoted(20);
    quoted[0] = 0x45;
    quoted[9] = 1;
    append(error, quoted);
    append(error, request);
    return error;
}

TEST_F(MonitorReplies, ARoutersUnreachableTakesThePathDownAtOnce) {
    const IpAddress router = IpAddress::parse("10.2.0.254").value();
    const auto hand = [&](const Bytes& icmp) {
        return path.monitor.handle_unreachable(path.now, Family::kIpv4, icmp, router);
    };
    EXPECT_EQ(hand(unreachable(probe.bytes, 3, 4)), ReplyVerdict::kNotOurs) << "fragmentation needed";
    EXPECT_EQ(hand(unreachable(probe.bytes, 11, 0)), ReplyVerdict::kNotOurs) << "time exceeded";
    EXPECT_EQ(hand(unreachable(serialize(EchoMessage{Family::kIpv4, false, icmp_id_of(kWan1),
                                                     static_cast<uint16_t>(probe.sequence),
                                                     serialize(ProbePayload{{kWan1, 0}, kCookie + 1})}))),
              ReplyVerdict::kNotOurs)
        << "somebody who does not know our cookie";
    for (size_t length = 0; length + 1 < unreachable(probe.bytes).size(); ++length) {
        const Bytes whole = unreachable(probe.bytes);
        EXPECT_EQ(hand(Bytes(whole.begin(), whole.begin() + static_cast<long>(length))),
                  ReplyVerdict::kNotOurs);
    }
    EXPECT_EQ(path.state(), PathState::kUp);
    EXPECT_EQ(hand(unreachable(probe.bytes)), ReplyVerdict::kAnswered);
    path.take_actions();
    EXPECT_EQ(path.state(), PathState::kDown);
    EXPECT_EQ(path.changes.back().reason, "probe to 10.2.0.1: host unreachable, says 10.2.0.254");
}

TEST_F(MonitorReplies, RubbishIsHarmless) {
    const Bytes answer = answer_to(probe);
    for (size_t length = 0; length < answer.size(); ++length)
        EXPECT_EQ(hand_in(Bytes(answer.begin(), answer.begin() + static_cast<long>(length))),
                  ReplyVerdict::kNotOurs);
    EXPECT_EQ(hand_in(Bytes(65535, 0xff)), ReplyVerdict::kNotOurs);
}

TEST(Monitor, SequenceNumbersWrap) {
    PathConfig config = path_config(kWan1, "pop/wan1");
    config.probes[0].settings.interval = 10ms;
    config.probes[0].settings.timeout = 8ms;
    VirtualPath path(config);
    path.rtt = 1ms;
    path.bring_up();
    path.run_until(path.now + 700s);
    EXPECT_GT(path.sent.size(), 65536u);
    EXPECT_EQ(path.changes.size(), 1u);
    EXPECT_EQ(path.probe().loss_pct, 0.0);
}

TEST(MonitorDeathTest, AnUnknownTunnelIsABug) {
    Monitor monitor(kCookie);
    EXPECT_DEATH(monitor.handle_link(TimePoint{}, kWan1, true, ""), "not monitored");
}

}  // namespace
}  // namespace hawser::health
