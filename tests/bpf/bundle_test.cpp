// SPDX-License-Identifier: BSD-2-Clause
#include "tests/bpf/fixture.h"

namespace hawser::bpf {
namespace {

class BundleTest : public DataPlaneTest {};

TEST_F(BundleTest, StacksPacketTakesATunnelAndIsCountedThere) {
    make_tunnels(3);
    Bytes sent = flow(1).outgoing(1, 100);
    Outcome run = plane_->bundle(sent);
    EXPECT_EQ(run.verdict, TC_ACT_REDIRECT);
    EXPECT_EQ(run.packet, sent);
    uint32_t tunnel = plane_->pinned(flow(1));
    ASSERT_NE(tunnel, 0u);
    EXPECT_EQ(plane_->stats(tunnel).packets_out, 1u);
    EXPECT_EQ(plane_->stats(tunnel).bytes_out, 128u);
}

TEST_F(BundleTest, WorksInStackModeToo) {
    make_tunnels(3);
    plane_->set_forwarding(HW_FORWARDING_STACK);
    EXPECT_EQ(plane_->bundle(flow(1).outgoing()).verdict, TC_ACT_REDIRECT);
}

TEST_F(BundleTest, FailsClosed) {
    make_tunnels(1);
    plane_->set_state(1, HW_TUNNEL_DOWN);
    plane_->set_bundle_flags(HW_BUNDLE_FAIL_OPEN);
    EXPECT_EQ(plane_->bundle(flow(1).outgoing()).verdict, TC_ACT_SHOT);
    EXPECT_EQ(plane_->drops(HW_DROP_NO_TUNNEL), 1u);
}

TEST_F(BundleTest, OuterPacketOfATunnelCannotLoopIntoIt) {
    make_tunnels(1);
    plane_->add_net("0.0.0.0/0", kBundle);
    plane_->add_net("203.0.113.10/32", 0);
    EXPECT_EQ(plane_->bundle(Eth{} / Ipv4{.dst = "203.0.113.10", .protocol = 50} / Payload{64}).verdict,
              TC_ACT_SHOT);
    EXPECT_EQ(plane_->drops(HW_DROP_LOOP), 1u);
    EXPECT_EQ(plane_->bundle(Eth{} / Ipv4{.dst = "203.0.113.11", .protocol = 50} / Payload{64}).verdict,
              TC_ACT_REDIRECT);
}

TEST_F(BundleTest, StacksOwnMulticastIsDroppedByName) {
    make_tunnels(1);
    EXPECT_EQ(plane_->bundle(Eth{} / Ipv6{.dst = "ff02::2"} / Icmp{.type = 133}).verdict, TC_ACT_SHOT);
    EXPECT_EQ(plane_->drops(HW_DROP_NOT_UNICAST), 1u);
}

TEST_F(BundleTest, InterfaceThatIsNotOursIsDropped) {
    make_tunnels(1);
    uint32_t bundle = plane_->network().bundle();
    bpf_map__delete_elem(plane_->skeleton().maps.hw_ifaces, &bundle, sizeof(bundle), 0);
    EXPECT_EQ(plane_->bundle(flow(1).outgoing()).verdict, TC_ACT_SHOT);
    EXPECT_EQ(plane_->drops(HW_DROP_NO_BUNDLE), 1u);
}

}  // namespace
}  // namespace hawser::bpf
