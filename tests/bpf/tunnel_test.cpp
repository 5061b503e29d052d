// SPDX-License-Identifier: BSD-2-Clause
#include "tests/bpf/fixture.h"

namespace hawser::bpf {
namespace {

class TunnelKindTest : public EveryKindTest {};
INSTANTIATE_TEST_SUITE_P(, TunnelKindTest, every_kind(), kind_name);

TEST_P(TunnelKindTest, PeersFlowIsFollowedByItsTunnel) {
    make_tunnels(3);
    for (unsigned n = 0; n < 30; ++n) {
        uint32_t arrival = 1 + n % 3;
        Packet sent = flow(n).incoming(64, 20);
        EXPECT_EQ(plane_->tunnel(arrival, sent).verdict, TC_ACT_REDIRECT);
        auto pin = plane_->pin(flow(n));
        ASSERT_TRUE(pin);
        EXPECT_EQ(pin->tunnel, arrival);
        EXPECT_EQ(pin->role, HW_PIN_FOLLOWER);
        EXPECT_EQ(pin->packets_in, 1u);
        EXPECT_EQ(plane_->lan(flow(n).outgoing()).verdict, TC_ACT_REDIRECT);
        EXPECT_EQ(plane_->pinned(flow(n)), arrival) << "the answer goes back the same way";
    }
    EXPECT_EQ(plane_->stats(2).packets_in, 10u);
    EXPECT_EQ(plane_->stats(2).packets_out, 10u);
}

class TunnelTest : public DataPlaneTest {};

TEST_F(TunnelTest, CountsWhatArrivesFromTheNetworkHeaderOn) {
    make_tunnels(1);
    plane_->tunnel(1, flow(1).incoming(64, 100));
    EXPECT_EQ(plane_->stats(1).packets_in, 1u);
    EXPECT_EQ(plane_->stats(1).bytes_in, 128u);
}

TEST_F(TunnelTest, PacketForTheOwnBundleIsALoop) {
    make_tunnels(1);
    EXPECT_EQ(plane_->tunnel(1, Eth{} / Ipv4{.src = "10.2.0.9", .dst = "10.2.7.7"} / Udp{}).verdict,
              TC_ACT_SHOT);
    EXPECT_EQ(plane_->drops(HW_DROP_LOOP), 1u);
}

TEST_F(TunnelTest, InterfaceThatIsNotATunnelIsDropped) {
    EXPECT_EQ(plane_->tunnel(1, flow(1).incoming()).verdict, TC_ACT_SHOT);
    EXPECT_EQ(plane_->drops(HW_DROP_NO_BUNDLE), 1u);
}

TEST_F(TunnelTest, WhatGoesToTheStackIsNotChanged) {
    make_tunnels(1);
    plane_->set_forwarding(HW_FORWARDING_STACK);
    Bytes sent = flow(1).incoming();
    Outcome run = plane_->tunnel(1, sent);
    EXPECT_EQ(run.verdict, TC_ACT_REDIRECT);
    EXPECT_EQ(run.packet, sent);
    EXPECT_EQ(plane_->pin(flow(1))->role, HW_PIN_FOLLOWER);
}

TEST_F(TunnelTest, IcmpErrorNeitherMakesNorMovesAPin) {
    make_tunnels(3);
    plane_->tunnel(1, flow(1).incoming());
    Packet error = Eth{} / Ipv4{.src = "10.2.0.1", .dst = flow(1).local} / Icmp{.type = 11} /
                   Ipv4{.src = flow(1).local, .dst = flow(1).remote} /
                   Udp{.src_port = flow(1).local_port, .dst_port = flow(1).remote_port};
    EXPECT_EQ(plane_->tunnel(2, error).verdict, TC_ACT_REDIRECT);
    EXPECT_EQ(plane_->pinned(flow(1)), 1u);
    EXPECT_FALSE(
        plane_->pin(Flow{.local = flow(1).local, .remote = "10.2.0.1", .protocol = 1, .local_port = 0}));
}

}  // namespace
}  // namespace hawser::bpf
