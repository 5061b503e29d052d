// SPDX-License-Identifier: BSD-2-Clause
// What the tool foretells is what the programs do, flow by flow.
#include <gmock/gmock.h>

#include "tests/unit/maps-tool/predicted_flows.h"

namespace hawser::maps {
namespace {

using bpf::Flow;

class Prediction : public LiveMaps {
 protected:
    /// Asks, sends and compares; answers how many flows took each tunnel (0: none).
    std::map<uint32_t, unsigned> compare(unsigned first, unsigned count, const std::string& kind = "udp",
                                         Family family = Family::kIpv4) {
        std::map<uint32_t, unsigned> by_tunnel;
        for (unsigned n = first; n < first + count; ++n) {
            const Flow flow = Flow::number(family, kind, n);
            const uint32_t expected = predicted(flow);
            const uint32_t actual = taken(flow);
            EXPECT_EQ(actual, expected) << "flow " << n << " " << ask(flow);
            ++by_tunnel[actual];
        }
        return by_tunnel;
    }
};

TEST_F(Prediction, NewFlowsOfEveryKind) {
    plane_->add_tunnel(1, {0, 1});
    plane_->add_tunnel(2, {0, 2});
    plane_->add_tunnel(3, {0, 3});
    plane_->build_rings();
    for (const Family family : {Family::kIpv4, Family::kIpv6}) {
        for (const char* kind : {"udp", "tcp", "icmp"}) {
            const auto by_tunnel = compare(0, 60, kind, family);
            EXPECT_EQ(by_tunnel.size(), 3u) << "all tunnels are used, or the comparison says little";
        }
    }
}

TEST_F(Prediction, PinnedFlowsStayAndMoveFromADeadTunnel) {
    make_tunnels(3);
    send_flows(90);
    for (unsigned n = 0; n < 90; ++n)
        EXPECT_EQ(ask(flow(n))["answer"]["verdict"], "pinned");
    plane_->set_state(2, HW_TUNNEL_DOWN);
    unsigned moved = 0;
    for (unsigned n = 0; n < 90; ++n)
        moved += ask(flow(n))["answer"]["verdict"] == "moved";
    EXPECT_GT(moved, 10u);
    EXPECT_LT(moved, 60u);
    EXPECT_EQ(compare(0, 90).count(2), 0u);
}

TEST_F(Prediction, EveryCombinationOfStates) {
    plane_->add_tunnel(1);
    plane_->add_tunnel(2);
    plane_->add_tunnel(3, {1, 1});
    plane_->build_rings();
    unsigned first = 0;
    std::map<uint32_t, unsigned> by_tunnel;
    for (unsigned states = 0; states < 64; ++states) {
        for (uint32_t id = 1; id <= 3; ++id)
            plane_->set_state(id, static_cast<hw_tunnel_state>((states >> (2 * (id - 1))) & 3));
        for (const auto& [tunnel, count] : compare(first, 4))
            by_tunnel[tunnel] += count;
        first += 4;
    }
    EXPECT_EQ(by_tunnel.size(), 4u) << "each tunnel, and none";
}

TEST_F(Prediction, FlowsWithARuleInEveryCombinationOfStates) {
    plane_->add_tunnel(1);
    plane_->add_tunnel(2);
    plane_->add_tunnel(3, {1, 1});
    plane_->build_rings();
    plane_->set_rule(1, {2, 3}, HW_RULE_MOVES);
    hw_match match{};
    match.rule = 1;
    match.protocol = 17;
    match.local_port_last = match.remote_port_last = 65535;
    plane_->add_match(match);
    unsigned first = 0;
    for (unsigned states = 0; states < 64; ++states) {
        for (uint32_t id = 1; id <= 3; ++id)
            plane_->set_state(id, static_cast<hw_tunnel_state>((states >> (2 * (id - 1))) & 3));
        compare(first, 4);
        first += 4;
    }
    for (uint32_t id = 1; id <= 3; ++id)
        plane_->set_state(id, HW_TUNNEL_UP);
    plane_->change_config([](hw_config& config) { ++config.generation; });
    EXPECT_EQ(compare(0, 256).count(1), 0u) << "the rule moves live flows";
}

TEST_F(Prediction, WithoutARingAndWithOneOfOneTunnel) {
    make_tunnels(3);
    plane_->remove_ring(0);
    EXPECT_EQ(compare(0, 60).size(), 3u);
    plane_->fill_ring(0, 2);
    plane_->set_state(2, HW_TUNNEL_DOWN);
    const auto by_tunnel = compare(100, 60);
    EXPECT_EQ(by_tunnel.size(), 2u);
    EXPECT_EQ(by_tunnel.count(2), 0u);
}

TEST_F(Prediction, SuspectTunnels) {
    make_tunnels(3);
    plane_->change_config([](hw_config& config) { config.silence_ms = 60'000; });
    send_flows(30);
    plane_->set_watch(1, hw_tunnel_watch{0, 0, now_ns(), 0});
    const Json of_suspect = ask(flow(0))["steps"];
    EXPECT_THAT(of_suspect.dump(), testing::HasSubstr("suspect"));
    EXPECT_EQ(compare(0, 60).count(1), 0u);
    plane_->set_watch(2, hw_tunnel_watch{0, 0, now_ns(), 0});
    plane_->set_watch(3, hw_tunnel_watch{0, 0, now_ns(), 0});
    EXPECT_GT(compare(30, 60).size(), 1u) << "all are suspect, and better than none";
}

TEST_F(Prediction, FailbackAfterATime) {
    plane_->add_tunnel(1);
    plane_->add_tunnel(2, {1, 1});
    plane_->build_rings();
    plane_->set_state(1, HW_TUNNEL_DOWN);
    send_flows(20);
    plane_->set_state(1, HW_TUNNEL_UP);
    const auto with_failback = [this](uint32_t seconds) {
        plane_->change_bundle([seconds](hw_bundle& bundle) { bundle.failback_s = seconds; });
    };
    with_failback(HW_FAILBACK_NEVER);
    EXPECT_EQ(compare(0, 5).count(1), 0u);
    with_failback(3600);
    EXPECT_EQ(compare(5, 5).count(1), 0u);
    plane_->set_bundle_watch(hw_bundle_watch{now_ns() - 3601ull * 1'000'000'000});
    EXPECT_EQ(compare(10, 5).count(2), 0u);
    plane_->set_bundle_watch(hw_bundle_watch{});
    with_failback(0);
    EXPECT_EQ(compare(15, 5).count(2), 0u);
}

TEST_F(Prediction, APinThatIsTooOldIsMadeAnew) {
    make_tunnels(3);
    send_flows(40);
    plane_->change_config([](hw_config& config) { config.idle_s[HW_IDLE_NEW] = 1; });
    // On one tunnel now, and the ring would send most of them elsewhere.
    for (unsigned n = 0; n < 40; ++n) {
        plane_->change_pin(flow(n), [](hw_pin& pin) {
            pin.tunnel = 1;
            pin.last_seen_ns = now_ns() - 10ull * 1'000'000'000;
        });
        EXPECT_EQ(ask(flow(n))["answer"]["verdict"], "renewed");
    }
    EXPECT_EQ(compare(0, 40).size(), 3u);
}

TEST_F(Prediction, WhatIsNotOursIsLeftAlone) {
    make_tunnels(1);
    Flow elsewhere = flow(0);
    elsewhere.remote = "10.99.0.1";
    EXPECT_EQ(ask(elsewhere)["answer"]["verdict"], "not_ours");
    EXPECT_EQ(plane_->lan(elsewhere.outgoing()).verdict, TC_ACT_OK);
    plane_->add_net("10.2.0.77/32", 0, HW_NET_LOCAL);
    elsewhere.remote = "10.2.0.77";
    const Json exception = ask(elsewhere);
    EXPECT_EQ(exception["answer"]["verdict"], "not_ours");
    EXPECT_THAT(exception["steps"].dump(), testing::HasSubstr("never enters a bundle"));
    plane_->set_state(1, HW_TUNNEL_DOWN);
    const Json none = ask(flow(1));
    EXPECT_EQ(none["answer"]["verdict"], "none");
    EXPECT_THAT(none["answer"]["why"].get<std::string>(), testing::HasSubstr("dropped as no_tunnel"));
}

TEST_F(Prediction, TheQuestionMayBeAskedFromEitherSide) {
    make_tunnels(3);
    send_flows(10);
    for (unsigned n = 0; n < 10; ++n) {
        Flow turned = flow(n);
        std::swap(turned.local, turned.remote);
        std::swap(turned.local_port, turned.remote_port);
        const Json there = ask(flow(n));
        const Json back = ask(turned);
        EXPECT_EQ(back["answer"], there["answer"]);
        EXPECT_EQ(back["pin"]["tunnel"], there["pin"]["tunnel"]);
    }
}

}  // namespace
}  // namespace hawser::maps
