// SPDX-License-Identifier: BSD-2-Clause
#include <netinet/in.h>

#include "tests/bpf/fixture.h"
#include "tests/bpf/fragments.h"

namespace hawser::bpf {
namespace {

class FragmentKindTest : public EveryKindTest {};
INSTANTIATE_TEST_SUITE_P(, FragmentKindTest, every_kind(), kind_name);

TEST_P(FragmentKindTest, FragmentsBelongToTheFlowOfTheirPorts) {
    make_tunnels(3);
    for (unsigned n = 0; n < 30; ++n) {
        plane_->lan(flow(n).outgoing());
        uint32_t tunnel = plane_->pinned(flow(n));
        ASSERT_NE(tunnel, 0u);
        uint64_t before = plane_->stats(tunnel).packets_out;
        for (const Packet& fragment : {first_fragment(flow(n)), later_fragment(flow(n), 8),
                                       later_fragment(flow(n), 16), last_fragment(flow(n), 24)})
            EXPECT_EQ(plane_->lan(fragment).verdict, TC_ACT_REDIRECT);
        EXPECT_EQ(plane_->stats(tunnel).packets_out, before + 4) << "all leave by the tunnel of the flow";
        EXPECT_EQ(plane_->pin(flow(n))->packets_out, 5u);
    }
    EXPECT_EQ(plane_->all_drops(), 0u);
}

TEST_P(FragmentKindTest, ArrivingFragmentsAreFollowedLikeWholePackets) {
    make_tunnels(3);
    for (const Packet& fragment : {first_fragment(flow(1), false), last_fragment(flow(1), 24, false)})
        EXPECT_EQ(plane_->tunnel(2, fragment).verdict, TC_ACT_REDIRECT);
    ASSERT_TRUE(plane_->pin(flow(1)));
    EXPECT_EQ(plane_->pin(flow(1))->packets_in, 2u);
    EXPECT_EQ(plane_->pinned(flow(1)), 2u);
    EXPECT_EQ(plane_->all_drops(), 0u);
}

TEST_P(FragmentKindTest, WhatTheStackSendsInFragmentsStaysTogetherToo) {
    make_tunnels(3);
    for (const Packet& fragment : {first_fragment(flow(1)), last_fragment(flow(1), 24)})
        EXPECT_EQ(plane_->bundle(fragment).verdict, TC_ACT_REDIRECT);
    ASSERT_TRUE(plane_->pin(flow(1)));
    EXPECT_EQ(plane_->pin(flow(1))->packets_out, 2u);
}

TEST_P(FragmentKindTest, OneThatComesBeforeItsFirstTakesSomeTunnelAndLeavesNoPin) {
    make_tunnels(3);
    EXPECT_EQ(plane_->lan(last_fragment(flow(1), 24)).verdict, TC_ACT_REDIRECT);
    EXPECT_EQ(plane_->drops(HW_DROP_LATE_FIRST), 1u);
    EXPECT_EQ(plane_->stats(1).packets_out + plane_->stats(2).packets_out + plane_->stats(3).packets_out, 1u);
    Flow by_address = flow(1);
    by_address.local_port = by_address.remote_port = 0;
    EXPECT_FALSE(plane_->pin(by_address));

    EXPECT_EQ(plane_->tunnel(2, last_fragment(flow(1), 24, false)).verdict, TC_ACT_REDIRECT);
    EXPECT_EQ(plane_->drops(HW_DROP_LATE_FIRST), 2u);
    EXPECT_FALSE(plane_->pin(by_address));
}

TEST_P(FragmentKindTest, FirstIsForgottenAfterThirtySeconds) {
    make_tunnels(1);
    plane_->lan(first_fragment(flow(1)));
    age_fragments(*plane_, 29);
    plane_->lan(last_fragment(flow(1), 24));
    EXPECT_EQ(plane_->drops(HW_DROP_LATE_FIRST), 0u);
    age_fragments(*plane_, 2);
    plane_->lan(last_fragment(flow(1), 24));
    EXPECT_EQ(plane_->drops(HW_DROP_LATE_FIRST), 1u);
    EXPECT_EQ(plane_->pin(flow(1))->packets_out, 2u);
}

class FragmentTest : public DataPlaneTest {};

TEST_F(FragmentTest, PacketsAreToldApartByTheirIdentification) {
    make_tunnels(1);
    plane_->lan(Eth{} / Ipv4{.more_fragments = true, .id = 7} / Udp{.src_port = 1007} / Payload{16});
    plane_->lan(Eth{} / Ipv4{.more_fragments = true, .id = 8} / Udp{.src_port = 1008} / Payload{16});
    plane_->lan(Eth{} / Ipv4{.fragment_offset = 3, .id = 7, .protocol = 17} / Payload{8});
    EXPECT_EQ(plane_->pin(Flow{.local_port = 1007})->packets_out, 2u);
    EXPECT_EQ(plane_->pin(Flow{.local_port = 1008})->packets_out, 1u);
    plane_->lan(Eth{} / Ipv4{.fragment_offset = 3, .id = 8, .protocol = 132} / Payload{8});
    EXPECT_EQ(plane_->drops(HW_DROP_LATE_FIRST), 1u) << "in IPv4 the protocol is a part of it";
    plane_->lan(Eth{} / Ipv4{.dst = "10.2.0.8", .fragment_offset = 3, .id = 8, .protocol = 17} / Payload{8});
    EXPECT_EQ(plane_->drops(HW_DROP_LATE_FIRST), 2u);
}

TEST_F(FragmentTest, WithoutPortsThereIsNoFirstToWaitFor) {
    make_tunnels(1);
    plane_->lan(Eth{} / Ipv4{.fragment_offset = 3, .protocol = 47} / Payload{8});
    EXPECT_TRUE(plane_->pin(Flow{.protocol = 47}));
    EXPECT_EQ(plane_->all_drops(), 0u);
}

TEST_F(FragmentTest, AtomicFragmentIsAWholePacket) {
    make_tunnels(1);
    plane_->lan(Eth{} / Ipv6{} / Ipv6Fragment{.offset = 0, .more = false} / Udp{});
    Flow flow{.local = "2001:db8:1::5", .remote = "2001:db8:2::9"};
    EXPECT_TRUE(plane_->pin(flow));
    plane_->lan(Eth{} / Ipv6{} / Ipv6Fragment{.offset = 3, .more = false, .next_header = 17} / Payload{8});
    EXPECT_EQ(plane_->drops(HW_DROP_LATE_FIRST), 1u) << "it leaves nothing for later ones (RFC 6946)";
}

TEST_F(FragmentTest, UpperLayerBehindMoreHeadersIsTheFirstsAlone) {
    make_tunnels(1);
    plane_->lan(Eth{} / Ipv6{} / Ipv6Fragment{} / Ipv6Destination{} / Udp{} / Payload{16});
    plane_->lan(Eth{} / Ipv6{} / Ipv6Fragment{.offset = 4, .more = false, .next_header = 60} / Payload{8});
    Flow flow{.local = "2001:db8:1::5", .remote = "2001:db8:2::9"};
    ASSERT_TRUE(plane_->pin(flow));
    EXPECT_EQ(plane_->pin(flow)->packets_out, 2u);
}

TEST_F(FragmentTest, TooSmallToShowItsPortsIsDropped) {
    make_tunnels(1);
    uint64_t seen = 0;
    auto expect_tiny = [&](const Packet& packet, const std::string& what) {
        for (const Outcome& outcome :
             {plane_->lan(packet), plane_->bundle(packet), plane_->tunnel(1, packet)})
            EXPECT_EQ(outcome.verdict, TC_ACT_SHOT) << what;
        EXPECT_EQ(plane_->drops(HW_DROP_TINY_FRAGMENT), seen += 3) << what;
    };
    for (uint8_t protocol : {uint8_t{6}, uint8_t{17}, uint8_t{1}, uint8_t{132}, uint8_t{136}})
        expect_tiny(Eth{} / Ipv4{.more_fragments = true, .protocol = protocol} / Payload{7}, "IPv4");
    expect_tiny(Eth{} / Ipv4{.more_fragments = true, .protocol = 6} / Payload{8}, "TCP without its flags");
    expect_tiny(Eth{} / Ipv4{.fragment_offset = 1, .protocol = 6} / Payload{8}, "TCP's flags written over");
    expect_tiny(Eth{} / Ipv6{} / Ipv6Fragment{.next_header = 6} / Payload{8}, "IPv6 TCP");
    expect_tiny(Eth{} / Ipv6{} / Ipv6Fragment{.offset = 1, .next_header = 6} / Payload{8}, "IPv6 flags");
    expect_tiny(Eth{} / Ipv6{} / Ipv6Fragment{.next_header = 60} / Payload{6},
                "chain that goes on elsewhere");
    EXPECT_EQ(plane_->all_drops(), seen);
}

TEST_F(FragmentTest, SmallestThatShowsItsPortsPasses) {
    make_tunnels(1);
    EXPECT_EQ(plane_->lan(Eth{} / Ipv4{.more_fragments = true, .protocol = 6} / Payload{16}).verdict,
              TC_ACT_REDIRECT);
    EXPECT_EQ(plane_->lan(Eth{} / Ipv4{.more_fragments = true} / Udp{}).verdict, TC_ACT_REDIRECT);
    EXPECT_EQ(plane_->lan(Eth{} / Ipv4{.fragment_offset = 1, .protocol = 17} / Payload{8}).verdict,
              TC_ACT_REDIRECT);
    EXPECT_EQ(plane_->drops(HW_DROP_TINY_FRAGMENT), 0u);
}

TEST_F(FragmentTest, FragmentedEchoRequestIsLeftToTheStack) {
    make_tunnels(1);
    plane_->add_net("10.1.0.1/32", 0, HW_NET_LOCAL);
    Bytes first =
        Eth{} / Ipv4{.src = "10.2.0.1", .dst = "10.1.0.1", .more_fragments = true} / Icmp{} / Payload{16};
    Outcome run = plane_->tunnel(1, first);
    EXPECT_EQ(run.verdict, TC_ACT_REDIRECT);
    EXPECT_EQ(run.packet, first);
    EXPECT_EQ(plane_->stats(1).probes_answered, 0u);
}

}  // namespace
}  // namespace hawser::bpf
