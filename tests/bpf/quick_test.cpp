// SPDX-License-Identifier: BSD-2-Clause
#include "tests/bpf/fixture.h"

namespace hawser::bpf {
namespace {

constexpr hw_selector kAny{1, {{0, 65535, 0, {}}}};

/// What a short way does must not differ from what the long one does, and it must end with what it rests on.
class QuickArrivalTest : public EveryKindTest {
 protected:
    /// A flow that has taken the long way by tunnel 1 since it was proven.
    Flow established() {
        make_tunnels(2);
        const Flow known = flow(1);
        arrive(1, known);
        leave(known);
        arrive(1, known);
        return known;
    }
    static Bytes behind_ethernet(const Outcome& run) { return {run.packet.begin() + 14, run.packet.end()}; }
    void raise_generation() {
        plane_->change_config([](hw_config& config) { config.generation += 1; });
    }
};
INSTANTIATE_TEST_SUITE_P(, QuickArrivalTest, every_kind(), kind_name);

TEST_P(QuickArrivalTest, CountsAndSendsAsTheLongWayDoes) {
    const Flow known = established();
    const uint64_t packets = plane_->stats(1).packets_in, bytes = plane_->stats(1).bytes_in;
    const Packet sent = known.incoming(64, 20);
    const Outcome first = plane_->tunnel(1, sent);
    EXPECT_EQ(first.verdict, TC_ACT_REDIRECT);
    EXPECT_EQ(pin(known).packets_in, 3u);
    EXPECT_EQ(plane_->stats(1).packets_in, packets + 1);
    const uint64_t length = plane_->stats(1).bytes_in - bytes;

    raise_generation();
    const Outcome second = plane_->tunnel(1, sent);
    EXPECT_EQ(second.verdict, first.verdict);
    EXPECT_EQ(behind_ethernet(second), behind_ethernet(first));
    EXPECT_EQ(pin(known).packets_in, 4u);
    EXPECT_EQ(plane_->stats(1).bytes_in - bytes, 2 * length);
}

TEST_P(QuickArrivalTest, SelectorsOfAnotherTunnelHoldForWhatArrivesByIt) {
    const Flow known = established();
    plane_->clear_selectors(2);
    EXPECT_EQ(plane_->tunnel(2, known.incoming()).verdict, TC_ACT_SHOT);
    EXPECT_EQ(plane_->drops(HW_DROP_TS_MISMATCH), 1u);
    EXPECT_EQ(plane_->pinned(known), 1u);
}

TEST_P(QuickArrivalTest, AVerdictOfOneTunnelIsNoneForTheNext) {
    const Flow known = established();
    plane_->clear_selectors(2);
    plane_->change_pin(known, [](hw_pin& pin) { pin.tunnel = 2; });
    EXPECT_EQ(plane_->tunnel(2, known.incoming()).verdict, TC_ACT_SHOT);
    EXPECT_EQ(plane_->drops(HW_DROP_TS_MISMATCH), 1u);
}

TEST_P(QuickArrivalTest, NewSelectorsHoldFromTheNextGenerationOn) {
    const Flow known = established();
    plane_->clear_selectors(1);
    raise_generation();
    EXPECT_EQ(plane_->tunnel(1, known.incoming()).verdict, TC_ACT_SHOT);
    leave(known);
    EXPECT_EQ(plane_->tunnel(1, known.incoming()).verdict, TC_ACT_SHOT)
        << "a packet of ours brings the pin into the generation, not its verdict";
    EXPECT_EQ(plane_->drops(HW_DROP_TS_MISMATCH), 2u);
    plane_->add_selector(1, HW_SELECTOR_REMOTE, "0.0.0.0/0", kAny);
    plane_->add_selector(1, HW_SELECTOR_LOCAL, "0.0.0.0/0", kAny);
    plane_->add_selector(1, HW_SELECTOR_REMOTE, "::/0", kAny);
    plane_->add_selector(1, HW_SELECTOR_LOCAL, "::/0", kAny);
    EXPECT_EQ(plane_->tunnel(1, known.incoming()).verdict, TC_ACT_REDIRECT);
}

TEST_P(QuickArrivalTest, WhatArrivesClearsASuspicion) {
    const Flow known = established();
    plane_->set_watch(1, {.suspect_ns = 1});
    EXPECT_EQ(plane_->tunnel(1, known.incoming()).verdict, TC_ACT_REDIRECT);
    EXPECT_EQ(plane_->watch(1).suspect_ns, 0u);
}

/// The same of what leaves.
class QuickDepartureTest : public EveryKindTest {
 protected:
    /// A proven flow of which tunnel 1 or 2 has carried one packet by the short way.
    Flow established() {
        make_tunnels(2);
        const Flow known = flow(1);
        leave(known);
        arrive(plane_->pinned(known), known);
        leave(known);
        leave(known);
        return known;
    }
};
INSTANTIATE_TEST_SUITE_P(, QuickDepartureTest, every_kind(), kind_name);

TEST_P(QuickDepartureTest, EveryPacketIsCountedAndSentAlike) {
    const Flow known = established();
    const uint32_t tunnel = plane_->pinned(known);
    const Packet sent = known.outgoing();
    const hw_tunnel_stats before = plane_->stats(tunnel);
    const uint64_t packets = pin(known).packets_out;
    plane_->forget_ways();
    const Outcome asked = plane_->lan(sent);
    const uint64_t length = plane_->stats(tunnel).bytes_out - before.bytes_out;
    const Outcome kept = plane_->lan(sent);
    EXPECT_EQ(asked.verdict, TC_ACT_REDIRECT);
    EXPECT_EQ(kept.verdict, TC_ACT_REDIRECT);
    EXPECT_EQ(kept.packet, asked.packet);
    EXPECT_EQ(pin(known).packets_out, packets + 2);
    EXPECT_EQ(plane_->stats(tunnel).packets_out, before.packets_out + 2);
    EXPECT_EQ(plane_->stats(tunnel).bytes_out, before.bytes_out + 2 * length);
}

TEST_P(QuickDepartureTest, TheNextPacketLeavesATunnelThatIsDown) {
    const Flow known = established();
    const uint32_t tunnel = plane_->pinned(known);
    plane_->set_state(tunnel, HW_TUNNEL_DOWN);
    leave(known);
    EXPECT_EQ(plane_->pinned(known), 3 - tunnel);
    EXPECT_EQ(plane_->stats(3 - tunnel).packets_out, 1u);
}

TEST_P(QuickDepartureTest, AWayIsGoodForItsOwnBundleAlone) {
    const Flow known = established();
    plane_->change_pin(known, [](hw_pin& pin) { pin.bundle = 2; });
    const uint64_t packets = pin(known).packets_out;
    leave(known);
    EXPECT_EQ(pin(known).bundle, 1u) << "the long way has made the pin anew";
    EXPECT_LE(pin(known).packets_out, packets);
}

class QuickTest : public DataPlaneTest {};

TEST_F(QuickTest, TheVerdictOfTheSelectorsIsAskedForOnceAGeneration) {
    make_tunnels(1);
    arrive(1, flow(1));
    leave(flow(1));
    arrive(1, flow(1));
    EXPECT_EQ(pin(flow(1)).admitted, 1u);
    plane_->clear_selectors(1);
    EXPECT_EQ(plane_->tunnel(1, flow(1).incoming()).verdict, TC_ACT_REDIRECT);
    EXPECT_EQ(plane_->tunnel(1, flow(2).incoming()).verdict, TC_ACT_SHOT);
}

}  // namespace
}  // namespace hawser::bpf
