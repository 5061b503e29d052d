// SPDX-License-Identifier: BSD-2-Clause
#include <algorithm>

#include "tests/bpf/fixture.h"

namespace hawser::bpf {
namespace {

class ProvenKindTest : public EveryKindTest {};
INSTANTIATE_TEST_SUITE_P(, ProvenKindTest, every_kind(), kind_name);

TEST_P(ProvenKindTest, AnswerTakesAFlowOverIntoTheProvenOnes) {
    make_tunnels(3);
    leave(flow(1));
    EXPECT_TRUE(plane_->new_pin(flow(1)));
    EXPECT_FALSE(plane_->proven_pin(flow(1)));
    uint32_t tunnel = plane_->pinned(flow(1));
    arrive(tunnel, flow(1));
    EXPECT_FALSE(plane_->new_pin(flow(1)));
    ASSERT_TRUE(plane_->proven_pin(flow(1)));
    EXPECT_EQ(pin(flow(1)).tunnel, tunnel);
    EXPECT_EQ(pin(flow(1)).role, HW_PIN_OWNER);
    EXPECT_EQ(pin(flow(1)).flags, HW_PIN_PROVEN);
    EXPECT_EQ(pin(flow(1)).packets_out, 1u);
    EXPECT_EQ(pin(flow(1)).packets_in, 1u);
    leave(flow(1));
    EXPECT_EQ(pin(flow(1)).packets_out, 2u);
    EXPECT_EQ(plane_->pin_count(HW_PIN_COUNT_MADE), 1u);
    EXPECT_EQ(plane_->pin_count(HW_PIN_COUNT_PROVEN), 1u);
}

TEST_P(ProvenKindTest, OurAnswerProvesThePeersFlow) {
    make_tunnels(3);
    arrive(2, flow(1));
    EXPECT_TRUE(plane_->new_pin(flow(1)));
    leave(flow(1));
    EXPECT_FALSE(plane_->new_pin(flow(1)));
    ASSERT_TRUE(plane_->proven_pin(flow(1)));
    EXPECT_EQ(pin(flow(1)).tunnel, 2u);
    EXPECT_EQ(pin(flow(1)).role, HW_PIN_FOLLOWER);
}

class ProvenTest : public DataPlaneTest {
 protected:
    void load(Capacity capacity) {
        auto plane = DataPlane::load(plane_->network(), capacity);
        ASSERT_TRUE(plane) << plane.error().text();
        plane_ = std::move(*plane);
        make_tunnels(3);
    }
};

TEST_F(ProvenTest, FloodOfNewFlowsTakesNoProvenOneAway) {
    load({.fresh = 1024, .proven = 1024});
    constexpr unsigned kEstablished = 200;
    for (unsigned n = 0; n < kEstablished; ++n) {
        leave(flow(n));
        arrive(plane_->pinned(flow(n)), flow(n));
    }
    send_flows(8000, 1000);
    for (unsigned n = 0; n < kEstablished; ++n)
        EXPECT_TRUE(plane_->proven_pin(flow(n))) << n;
    EXPECT_EQ(plane_->all_drops(), 0u);
    unsigned left = 0;
    for (unsigned n = 1000; n < 9000; ++n)
        left += plane_->new_pin(flow(n)) ? 1 : 0;
    EXPECT_LE(left, 1024u);
    EXPECT_GT(left, 500u);
}

TEST_F(ProvenTest, FlowWithoutRoomAmongTheProvenOnesStaysAmongTheNew) {
    load({.fresh = 1024, .proven = 16});
    for (unsigned n = 0; n < 17; ++n) {
        leave(flow(n));
        arrive(plane_->pinned(flow(n)), flow(n));
    }
    EXPECT_EQ(plane_->pin_count(HW_PIN_COUNT_PROVEN), 16u);
    EXPECT_FALSE(plane_->proven_pin(flow(16)));
    ASSERT_TRUE(plane_->new_pin(flow(16)));
    EXPECT_EQ(plane_->drops(HW_DROP_PROVEN_FULL), 1u);
    uint32_t tunnel = plane_->pinned(flow(16));
    leave(flow(16));
    EXPECT_EQ(plane_->pinned(flow(16)), tunnel);
}

TEST_F(ProvenTest, ProvenPinGoesBeforeANewOneOfTheSameFlow) {
    make_tunnels(3);
    leave(flow(1));
    uint32_t tunnel = plane_->pinned(flow(1));
    hw_pin stale = pin(flow(1));
    arrive(tunnel, flow(1));
    stale.tunnel = tunnel % 3 + 1;
    plane_->set_pin(flow(1).key(), stale);
    leave(flow(1));
    EXPECT_EQ(plane_->stats(tunnel).packets_out, 2u);
    EXPECT_EQ(plane_->stats(stale.tunnel).packets_out, 0u);
}

TEST_F(ProvenTest, ShortWayAndLongWayAreOneToThePacket) {
    make_tunnels(1);
    for (const char* kind : {"udp", "tcp"})
        for (Family family : {Family::kIpv4, Family::kIpv6}) {
            Flow flow = Flow::number(family, kind, 7);
            Bytes through_long = plane_->lan(flow.outgoing(9, 3)).packet;
            Bytes through_short = plane_->lan(flow.outgoing(9, 3)).packet;
            EXPECT_EQ(through_short, through_long);
            EXPECT_EQ(through_short, Bytes(flow.outgoing(8, 3)));
            EXPECT_EQ(pin(flow).packets_out, 2u);
        }
    EXPECT_EQ(plane_->stats(1).packets_out, 8u);
    EXPECT_EQ(plane_->stats(1).bytes_out, 2u * (31 + 43 + 51 + 63));
}

TEST_F(ProvenTest, ShortWayKeepsToTheLongWaysRules) {
    make_tunnels(1);
    leave(flow(1));
    EXPECT_EQ(plane_->lan(flow(1).outgoing(1)).verdict, TC_ACT_OK) << "the last hop";
    Ipv4 ip{.src = flow(1).local, .dst = flow(1).remote, .df = false};
    Udp udp{.src_port = flow(1).local_port, .dst_port = flow(1).remote_port};
    EXPECT_EQ(plane_->lan(Eth{} / ip / udp / Payload{1400}).verdict, TC_ACT_OK) << "to be fragmented";
    ip.total_length = uint16_t{2000};
    EXPECT_EQ(plane_->lan(Eth{} / ip / udp).verdict, TC_ACT_SHOT) << "a length that lies";
    ip.total_length = uint16_t{24};
    EXPECT_EQ(plane_->lan(Eth{} / ip / udp).verdict, TC_ACT_SHOT) << "no room for UDP";
    EXPECT_EQ(pin(flow(1)).packets_out, 2u) << "the one that was to be fragmented, which has its tunnel";
}

}  // namespace
}  // namespace hawser::bpf
