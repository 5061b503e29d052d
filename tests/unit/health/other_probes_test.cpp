// SPDX-License-Identifier: BSD-2-Clause
// What the kinds of probes have of their own: DNS, calls, traffic, BFD.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "health/bfd/bfd_probe.h"
#include "health/probe/dns_message.h"
#include "health/probe/esp_probe.h"
#include "tests/unit/health/virtual_path.h"

namespace hawser::health {
namespace {

using testing::HasSubstr;

PathConfig path_with(ProbeType type, const std::string& subject) {
    PathConfig config = path_config(kWan1, "pop/wan1");
    config.probes[0].type = type;
    config.probes[0].subject = subject;
    config.probes[0].port = 53;
    config.probes[0].dns_name = "example.com";
    config.settings.hold = 0s;
    return config;
}

TEST(DnsMessage, AQueryIsAsRfc1035HasIt) {
    const Bytes query = serialize_dns_query(0x1234, "a.bc.");
    const Bytes expected{0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 'a', 2, 'b', 'c', 0, 0, 1, 0, 1};
    EXPECT_EQ(query, expected);
    EXPECT_EQ(serialize_dns_query(1, ".").size(), 17u);
}

TEST(DnsMessage, NamesAndWhatIsNone) {
    for (const char* name : {".", "a", "example.com", "example.com.", "_sip.x-y.de"})
        EXPECT_TRUE(is_domain_name(name)) << name;
    for (const std::string& name : {std::string(), std::string(".."), std::string("a..b"), std::string("a b"),
                                    std::string(64, 'a'), std::string(".a")})
        EXPECT_FALSE(is_domain_name(name)) << name;
}

/// Answers each query with this RCODE.
PathState after_dns_answers(uint8_t rcode, std::string* reason = nullptr) {
    VirtualPath path(path_with(ProbeType::kDns, "10.2.0.1 for example.com"));
    path.monitor.handle_link(path.now, kWan1, true, "");
    path.monitor.handle_ike(path.now, kWan1, true, "");
    for (int i = 0; i < 10; ++i) {
        path.take_actions();
        Bytes answer = path.sent.back().second.bytes;
        answer[2] |= 0x80;
        answer[3] = rcode;
        path.monitor.handle_answer(path.now, {kWan1, 0}, {.received_at = path.now, .bytes = answer});
        path.run_until(path.now + 200ms);
    }
    if (reason != nullptr) *reason = path.reason();
    return path.state();
}

TEST(DnsProbe, AnAnswerIsAnAnswerAndARefusalIsNone) {
    EXPECT_EQ(after_dns_answers(0), PathState::kUp);
    EXPECT_EQ(after_dns_answers(3), PathState::kUp) << "NXDOMAIN";
    std::string reason;
    EXPECT_EQ(after_dns_answers(2, &reason), PathState::kDown);
    EXPECT_THAT(reason, HasSubstr("the name server says SERVFAIL"));
}

TEST(CallProbe, RefusalsCountAsLossAndSayWhy) {
    VirtualPath path(path_with(ProbeType::kTcp, "10.2.0.1:443"));
    path.monitor.handle_link(path.now, kWan1, true, "");
    path.monitor.handle_ike(path.now, kWan1, true, "");
    const auto call = [&path](const std::string& failure) {
        path.take_actions();
        path.monitor.handle_answer(
            path.now, {kWan1, 0},
            {.received_at = path.now, .sequence = path.sent.back().second.sequence, .failure = failure});
        path.take_actions();
        path.run_until(path.now + 200ms);
    };
    for (int i = 0; i < 5; ++i)
        call("");
    EXPECT_EQ(path.state(), PathState::kUp);
    for (int i = 0; i < 5; ++i)
        call("connection refused");
    EXPECT_EQ(path.state(), PathState::kDown);
    EXPECT_THAT(path.changes.back().reason, HasSubstr("the latest: connection refused"));
}

TEST(Unreachable, FromThePathIsDownAtOnce) {
    VirtualPath path;
    path.bring_up();
    path.lose = [](TimePoint) { return true; };
    const size_t sent = path.sent.size();
    while (path.sent.size() == sent)
        path.run_until(*path.monitor.next_timeout());
    path.monitor.handle_answer(path.now, {kWan1, 0},
                               {.received_at = path.now,
                                .sequence = path.sent.back().second.sequence,
                                .failure = "host unreachable, says 10.2.0.254",
                                .at_once = true});
    path.take_actions();
    EXPECT_EQ(path.state(), PathState::kDown);
    EXPECT_THAT(path.changes.back().reason, HasSubstr("host unreachable, says 10.2.0.254"));
}

class EspProbeTest : public testing::Test {
 protected:
    EspProbeTest() : probe({kWan1, 0}, config()) { probe.start(now, PathState::kDown, true); }
    static ProbeConfig config() {
        ProbeConfig config;
        config.type = ProbeType::kEsp;
        config.settings.interval = 1s;
        return config;
    }
    void look(uint64_t out, uint64_t in, bool another) {
        now += 1s;
        probe.handle_timeout(now);
        EXPECT_TRUE(probe.poll_send());
        traffic.packets_out += out;
        traffic.packets_in += in;
        traffic.another_answers = another;
        probe.handle_answer(now, {.received_at = now, .counters = traffic});
    }
    TimePoint now{1000s};
    TrafficCounters traffic;
    EspProbe probe;
};

TEST_F(EspProbeTest, ObjectsWhereOnlyOneWayMovesWhileAnotherTunnelIsAnswered) {
    look(10, 10, true);
    for (int i = 0; i < 4; ++i)
        look(10, 0, true);
    EXPECT_EQ(probe.state(), PathState::kDown);
    EXPECT_EQ(probe.cause(), "40 packets sent and none came back in 4.0 s, while another tunnel is answered");
    look(0, 1, true);
    EXPECT_EQ(probe.state(), PathState::kUp) << "something came";
}

TEST_F(EspProbeTest, SaysNothingWithoutTrafficOrWithoutAnotherTunnel) {
    for (int i = 0; i < 20; ++i)
        look(0, 0, true);
    for (int i = 0; i < 20; ++i)
        look(5, 0, false);
    for (int i = 0; i < 20; ++i)
        look(5, 1, true);
    EXPECT_EQ(probe.state(), PathState::kUp);
}

TEST_F(EspProbeTest, GivesAnotherTryWhenNobodyCanTellAnyMore) {
    look(1, 1, true);
    for (int i = 0; i < 4; ++i)
        look(5, 0, true);
    ASSERT_EQ(probe.state(), PathState::kDown);
    for (int i = 0; i < 10; ++i)
        look(0, 0, true);
    EXPECT_EQ(probe.state(), PathState::kUp);
}

TEST(Objection, TakesAPathDownWhoseVotesAreGood) {
    PathConfig config = path_config(kWan1, "pop/wan1");
    ProbeConfig esp;
    esp.type = ProbeType::kEsp;
    config.probes.push_back(esp);
    VirtualPath path(config);
    path.bring_up();
    EXPECT_EQ(path.state(), PathState::kUp) << "without traffic it has no say";
    TrafficCounters traffic{.another_answers = true};
    for (int i = 0; i < 6; ++i) {
        traffic.packets_out += 5;
        path.monitor.handle_answer(path.now, {kWan1, 1}, {.received_at = path.now, .counters = traffic});
        path.take_actions();
        path.run_until(path.now + 200ms);
    }
    EXPECT_EQ(path.state(), PathState::kDown);
    EXPECT_THAT(path.changes.back().reason, HasSubstr("1 of 1 probes healthy, 1 needed; esp: "));
}

/// A monitor's BFD probe and a peer's session, packets exchanged without delay.
class BfdPath : public testing::Test {
 protected:
    BfdPath() : peer({.my_discriminator = 77, .desired_min_tx = 200ms, .required_min_rx = 200ms}) {
        monitor.add(now, path_with(ProbeType::kBfd, "10.2.0.1"));
        monitor.handle_link(now, kWan1, true, "");
        monitor.handle_ike(now, kWan1, true, "");
    }
    void run(Duration length) {
        const TimePoint end = now + length;
        while (now < end) {
            now += 5ms;
            monitor.handle_timeout(now);
            peer.handle_timeout(now);
            exchange();
        }
    }
    void exchange() {
        while (const auto action = monitor.poll_action()) {
            if (const auto* change = std::get_if<StateChanged>(&*action)) changes.push_back(*change);
            if (const auto* send = std::get_if<SendProbe>(&*action); send != nullptr && linked)
                peer.handle_packet(now, *bfd::parse(send->bytes));
        }
        while (auto packet = peer.poll_packet()) {
            if (without_diagnostic) packet->diagnostic = bfd::Diagnostic::kNone;
            const Bytes bytes = bfd::serialize(*packet);
            if (linked) monitor.handle_answer(now, {kWan1, 0}, {.received_at = now, .bytes = bytes});
        }
    }
    /// Once the session is up.
    void neighbor_shuts_it_down() {
        peer.start(now);
        run(5s);
        peer.set_admin_down(now, true);
        run(300ms);
    }
    TimePoint now{1000s};
    Monitor monitor{kCookie};
    bfd::Session peer;
    bool linked = true;
    bool without_diagnostic = false;
    std::vector<StateChanged> changes;
};

TEST_F(BfdPath, FollowsTheSession) {
    run(3s);
    EXPECT_TRUE(changes.empty());
    EXPECT_THAT(monitor.status(now, kWan1).reason, HasSubstr("nothing heard of the BFD neighbor"));
    peer.start(now);
    run(5s);
    ASSERT_EQ(changes.size(), 1u);
    EXPECT_EQ(changes[0].reason, "BFD session up with 10.2.0.1");
    EXPECT_THAT(monitor.status(now, kWan1).probes[0].reason, HasSubstr("detection time 600 ms"));
    linked = false;
    run(1s);
    ASSERT_EQ(changes.size(), 2u);
    EXPECT_EQ(changes[1].reason, "BFD session with 10.2.0.1 down: control detection time expired");
}

TEST_F(BfdPath, TheNeighborsWordIsTakenAtOnce) {
    neighbor_shuts_it_down();
    ASSERT_EQ(changes.size(), 2u);
    EXPECT_EQ(changes[1].reason, "BFD neighbor 10.2.0.1 says down: administratively down");
}

TEST_F(BfdPath, AnAdminDownNeedsNoDiagnosticToBeToldAsOne) {
    without_diagnostic = true;
    neighbor_shuts_it_down();
    ASSERT_EQ(changes.size(), 2u);
    EXPECT_EQ(changes[1].reason, "BFD neighbor 10.2.0.1 says down: administratively down");
}

TEST_F(BfdPath, ARestartedDaemonPresumesForAWhile) {
    monitor.adopt(now, kWan1, PathState::kUp);
    run(4s);
    EXPECT_EQ(monitor.status(now, kWan1).state, PathState::kUp);
    run(2s);
    EXPECT_EQ(monitor.status(now, kWan1).state, PathState::kDown) << "nobody came";
}

}  // namespace
}  // namespace hawser::health
