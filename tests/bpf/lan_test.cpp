// SPDX-License-Identifier: BSD-2-Clause
#include "tests/bpf/fixture.h"

namespace hawser::bpf {
namespace {

class LanKindTest : public EveryKindTest {};
INSTANTIATE_TEST_SUITE_P(, LanKindTest, every_kind(), kind_name);

uint8_t ttl_of(ByteView ip) {
    return ip[0] >> 4 == 4 ? ip[8] : ip[7];
}

TEST_P(LanKindTest, NewFlowTakesATunnelAndLosesOneHop) {
    make_tunnels(3);
    Packet sent = flow(1).outgoing(64, 40);
    Outcome run = plane_->lan(sent);

    EXPECT_EQ(run.verdict, TC_ACT_REDIRECT);
    auto pin = plane_->pin(flow(1));
    ASSERT_TRUE(pin);
    EXPECT_EQ(pin->role, HW_PIN_OWNER);
    EXPECT_EQ(pin->packets_out, 1u);
    EXPECT_EQ(pin->moves, 0u);
    hw_tunnel_stats stats = plane_->stats(pin->tunnel);
    EXPECT_EQ(stats.packets_out, 1u);
    EXPECT_EQ(stats.bytes_out, sent.bytes().size() - 14);
    EXPECT_EQ(stats.flows_taken, 1u);

    ByteView ip = ByteView(run.packet).subspan(14);
    EXPECT_EQ(ttl_of(ip), 63);
    EXPECT_TRUE(checksums_right(ip));
    Bytes expected = flow(1).outgoing(63, 40);
    EXPECT_EQ(run.packet, expected) << "something else than the hop limit changed";
}

TEST_P(LanKindTest, PinnedFlowStaysWhateverTheRingSays) {
    make_tunnels(3);
    plane_->lan(flow(1).outgoing());
    uint32_t first = plane_->pinned(flow(1));
    for (uint32_t other = 1; other <= 3; ++other) {
        plane_->fill_ring(0, other);
        EXPECT_EQ(plane_->lan(flow(1).outgoing()).verdict, TC_ACT_REDIRECT);
        EXPECT_EQ(plane_->pinned(flow(1)), first);
    }
    EXPECT_EQ(plane_->stats(first).packets_out, 4u);
    EXPECT_EQ(plane_->pin(flow(1))->packets_out, 4u);
}

TEST_P(LanKindTest, DeadTunnelsFlowMovesInItsNextPacket) {
    make_tunnels(3);
    plane_->lan(flow(1).outgoing());
    uint32_t first = plane_->pinned(flow(1));
    plane_->set_state(first, HW_TUNNEL_DOWN);
    EXPECT_EQ(plane_->lan(flow(1).outgoing()).verdict, TC_ACT_REDIRECT);

    auto pin = plane_->pin(flow(1));
    ASSERT_TRUE(pin);
    EXPECT_NE(pin->tunnel, first);
    EXPECT_EQ(pin->moves, 1u);
    EXPECT_EQ(pin->last_moved_from, first);
    EXPECT_NE(pin->last_moved_ns, 0u);
    EXPECT_EQ(pin->role, HW_PIN_OWNER);
    EXPECT_EQ(pin->flags & HW_PIN_PROVISIONAL, 0u);
    EXPECT_EQ(plane_->stats(first).packets_out, 1u);
    EXPECT_EQ(plane_->stats(first).flows_moved_away, 1u);
    EXPECT_EQ(plane_->stats(pin->tunnel).packets_out, 1u);
}

TEST_P(LanKindTest, NothingUsableIsDroppedAndCounted) {
    make_tunnels(3);
    for (uint32_t id = 1; id <= 3; ++id)
        plane_->set_state(id, HW_TUNNEL_DOWN);
    EXPECT_EQ(plane_->lan(flow(1).outgoing()).verdict, TC_ACT_SHOT);
    EXPECT_EQ(plane_->drops(HW_DROP_NO_TUNNEL), 1u);
    EXPECT_EQ(plane_->all_drops(), 1u);
    EXPECT_FALSE(plane_->pin(flow(1)));
}

TEST_P(LanKindTest, LastHopIsLeftToTheStackWhichAnswers) {
    make_tunnels(3);
    for (uint8_t ttl : {uint8_t{0}, uint8_t{1}}) {
        Bytes sent = flow(1).outgoing(ttl);
        Outcome run = plane_->lan(sent);
        EXPECT_EQ(run.verdict, TC_ACT_OK);
        EXPECT_EQ(run.packet, sent);
    }
    EXPECT_EQ(plane_->lan(flow(1).outgoing(2)).verdict, TC_ACT_REDIRECT);
}

TEST_P(LanKindTest, StackModeTouchesNothing) {
    make_tunnels(3);
    plane_->set_forwarding(HW_FORWARDING_STACK);
    Bytes sent = flow(1).outgoing();
    Outcome run = plane_->lan(sent);
    EXPECT_EQ(run.verdict, TC_ACT_OK);
    EXPECT_EQ(run.packet, sent);
    EXPECT_FALSE(plane_->pin(flow(1)));
}

class LanTest : public DataPlaneTest {
 protected:
    void expect_untouched(const Packet& packet) {
        Bytes sent = packet;
        Outcome run = plane_->lan(sent);
        EXPECT_EQ(run.verdict, TC_ACT_OK);
        EXPECT_EQ(run.packet, sent);
        EXPECT_EQ(plane_->all_drops(), 0u);
    }
};

TEST_F(LanTest, WhatIsNotForAPeerPassesUntouched) {
    make_tunnels(3);
    expect_untouched(Eth{} / Ipv4{.dst = "192.0.2.7"} / Udp{});
    expect_untouched(Eth{} / Ipv6{.dst = "2001:db8:ffff::1"} / Udp{});
    expect_untouched(Eth{.type = 0x0806} / Payload{28});
    expect_untouched(Eth{} / Ipv4{.dst = "224.0.0.5", .ttl = 1} / Udp{});
    expect_untouched(Eth{} / Ipv4{.dst = "255.255.255.255"} / Udp{});
    expect_untouched(Eth{} / Ipv4{.dst = "169.254.1.1"} / Udp{});
    expect_untouched(Eth{} / Ipv6{.dst = "ff02::1"} / Icmp{.type = 128});
    expect_untouched(Eth{} / Ipv6{.dst = "fe80::1"} / Icmp{.type = 128});
}

TEST_F(LanTest, MulticastAndLinkLocalPassEvenWhenEverythingIsThePeers) {
    make_tunnels(3);
    plane_->add_net("0.0.0.0/0", kBundle);
    plane_->add_net("::/0", kBundle);
    expect_untouched(Eth{} / Ipv4{.dst = "224.0.0.5", .ttl = 9} / Udp{});
    expect_untouched(Eth{} / Ipv4{.dst = "255.255.255.255"} / Udp{});
    expect_untouched(Eth{} / Ipv6{.dst = "ff02::1"} / Icmp{.type = 128});
    expect_untouched(Eth{} / Ipv6{.dst = "fe80::1"} / Icmp{.type = 128});
    EXPECT_EQ(plane_->lan(Eth{} / Ipv4{.dst = "198.51.100.77"} / Udp{}).verdict, TC_ACT_REDIRECT);
}

TEST_F(LanTest, FramesForOtherHostsAreNotOurs) {
    make_tunnels(3);
    MacAddress other{0x02, 0, 0, 0, 0, 0x99};
    expect_untouched(Eth{.dst = other} / Ipv4{} / Udp{});
    MacAddress broadcast{0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
    expect_untouched(Eth{.dst = broadcast} / Ipv4{} / Udp{});
}

TEST_F(LanTest, ExceptionInsideAPeersNetworkNeverEntersTheBundle) {
    make_tunnels(3);
    plane_->add_net("10.2.0.0/24", 0);
    plane_->add_net("10.2.1.9/32", 0, HW_NET_LOCAL);
    expect_untouched(Eth{} / Ipv4{.dst = "10.2.0.9"} / Udp{});
    expect_untouched(Eth{} / Ipv4{.dst = "10.2.1.9"} / Udp{});
    EXPECT_EQ(plane_->lan(Eth{} / Ipv4{.dst = "10.2.1.8"} / Udp{}).verdict, TC_ACT_REDIRECT);
}

TEST_F(LanTest, NetworkOfABundleThatDoesNotExistIsDropped) {
    plane_->add_net("10.9.0.0/16", 9);
    EXPECT_EQ(plane_->lan(Eth{} / Ipv4{.dst = "10.9.0.1"} / Udp{}).verdict, TC_ACT_SHOT);
    EXPECT_EQ(plane_->drops(HW_DROP_NO_BUNDLE), 1u);
}

TEST_F(LanTest, FailOpenLeavesThePacketToTheStack) {
    make_tunnels(1);
    plane_->set_state(1, HW_TUNNEL_DOWN);
    plane_->set_bundle_flags(HW_BUNDLE_FAIL_OPEN);
    expect_untouched(Eth{} / Ipv4{} / Udp{});
}

TEST_F(LanTest, TooLargeWithoutDfIsLeftToTheStackToFragment) {
    make_tunnels(1);
    expect_untouched(Eth{} / Ipv4{.df = false} / Udp{} / Payload{1400 - 28 + 1});
    EXPECT_EQ(plane_->lan(Eth{} / Ipv4{.df = false} / Udp{} / Payload{1400 - 28}).verdict, TC_ACT_REDIRECT);
    // The tunnel's interface answers these itself, after the redirect.
    EXPECT_EQ(plane_->lan(Eth{} / Ipv4{.df = true} / Udp{} / Payload{1401}).verdict, TC_ACT_REDIRECT);
    EXPECT_EQ(plane_->lan(Eth{} / Ipv6{} / Udp{} / Payload{1401}).verdict, TC_ACT_REDIRECT);
}

TEST_F(LanTest, SuperPacketPassesWhole) {
    make_tunnels(1);
    Bytes large = Eth{} / Ipv4{.df = false} / Tcp{} / Payload{3000};
    EXPECT_EQ(plane_->lan(large, 1360).verdict, TC_ACT_REDIRECT);
}

TEST_F(LanTest, PacketsWithOptionsAreTheStacks) {
    make_tunnels(1);
    expect_untouched(Eth{} / Ipv4{.options = {0x94, 4, 0, 0}} / Udp{});
    expect_untouched(Eth{} / Ipv6{} / Ipv6HopByHop{} / Udp{});
}

TEST_F(LanTest, FragmentsOfAPacketGoTogether) {
    make_tunnels(3);
    plane_->lan(Eth{} / Ipv4{.df = false, .more_fragments = true} / Udp{} / Payload{64});
    plane_->lan(Eth{} / Ipv4{.df = false, .fragment_offset = 9, .protocol = 17} / Payload{64});
    plane_->lan(Eth{} / Ipv6{} / Ipv6Fragment{} / Udp{} / Payload{64});
    plane_->lan(Eth{} / Ipv6{} / Ipv6Fragment{.offset = 9, .more = false, .next_header = 17} / Payload{64});
    Flow v4{};
    Flow v6{.local = "2001:db8:1::5", .remote = "2001:db8:2::9"};
    ASSERT_TRUE(plane_->pin(v4));
    EXPECT_EQ(plane_->pin(v4)->packets_out, 2u);
    ASSERT_TRUE(plane_->pin(v6));
    EXPECT_EQ(plane_->pin(v6)->packets_out, 2u);
}

TEST_F(LanTest, ExtensionHeadersAreSkippedToThePorts) {
    make_tunnels(1);
    EXPECT_EQ(plane_->lan(Eth{} / Ipv6{} / Ipv6Destination{} / Udp{}).verdict, TC_ACT_REDIRECT);
    EXPECT_TRUE(plane_->pin(Flow{.local = "2001:db8:1::5", .remote = "2001:db8:2::9"}));
}

TEST_F(LanTest, SctpGoesByItsPortsAndOtherProtocolsByTheirAddresses) {
    make_tunnels(1);
    plane_->lan(Eth{} / Ipv4{} / Sctp{});
    EXPECT_TRUE(plane_->pin(Flow{.protocol = 132, .remote_port = 3868}));
    plane_->lan(Eth{} / Ipv4{.protocol = 47} / Payload{8});
    EXPECT_TRUE(plane_->pin(Flow{.protocol = 47}));
}

TEST_F(LanTest, IcmpErrorTakesTheTunnelOfTheFlowThatItQuotes) {
    make_tunnels(3);
    for (unsigned n = 0; n < 20; ++n) {
        Flow quoted = Flow::number(Family::kIpv4, "udp", n);
        plane_->tunnel(1 + n % 3, quoted.incoming());
        uint64_t before = plane_->stats(1 + n % 3).packets_out;
        Outcome run = plane_->lan(Eth{} / Ipv4{.src = "10.1.0.1"} / Icmp{.type = 3, .code = 3} /
                                  Ipv4{.src = quoted.remote, .dst = quoted.local} /
                                  Udp{.src_port = quoted.remote_port, .dst_port = quoted.local_port});
        EXPECT_EQ(run.verdict, TC_ACT_REDIRECT);
        EXPECT_EQ(plane_->stats(1 + n % 3).packets_out, before + 1);
        EXPECT_EQ(plane_->pin(quoted)->packets_out, 0u) << "an error is not a packet of the flow";
    }
}

TEST_F(LanTest, IcmpErrorOfAnUnknownFlowMakesNoPin) {
    make_tunnels(1);
    Packet error = Eth{} / Ipv6{} / Icmp{.type = 2} / Ipv6{.src = "2001:db8:2::9", .dst = "2001:db8:1::5"} /
                   Tcp{.src_port = 443, .dst_port = 40000};
    EXPECT_EQ(plane_->lan(error).verdict, TC_ACT_REDIRECT);
    EXPECT_FALSE(plane_->pin(
        Flow{.local = "2001:db8:1::5", .remote = "2001:db8:2::9", .protocol = 6, .remote_port = 443}));
}

}  // namespace
}  // namespace hawser::bpf
