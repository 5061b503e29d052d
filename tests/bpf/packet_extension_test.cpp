// SPDX-License-Identifier: BSD-2-Clause
#include "tests/bpf/fixture.h"

namespace hawser::bpf {
namespace {

class ExtensionTest : public DataPlaneTest {
 protected:
    void SetUp() override {
        DataPlaneTest::SetUp();
        if (IsSkipped() || HasFatalFailure()) return;
        make_tunnels(1);
    }

    /// Whether the packet is known by its ports, wherever it comes from.
    void expect_ports(const Packet& packet, const std::string& what) {
        Flow flow{.local = "2001:db8:1::5", .remote = "2001:db8:2::9"};
        auto before = plane_->pin(flow);
        EXPECT_EQ(plane_->bundle(packet).verdict, TC_ACT_REDIRECT) << what;
        ASSERT_TRUE(plane_->pin(flow)) << what;
        EXPECT_EQ(plane_->pin(flow)->packets_out, before ? before->packets_out + 1 : 1u) << what;
    }

    void expect_bad(const Packet& packet, const std::string& what) {
        for (const Outcome& outcome :
             {plane_->lan(packet), plane_->bundle(packet), plane_->tunnel(1, packet)})
            EXPECT_EQ(outcome.verdict, TC_ACT_SHOT) << what;
        EXPECT_EQ(plane_->drops(HW_DROP_BAD_EXTENSIONS), seen_ += 3) << what;
        EXPECT_EQ(plane_->all_drops(), seen_) << what;
    }

    uint64_t seen_ = 0;
};

TEST_F(ExtensionTest, EveryHeaderIsSkippedToThePorts) {
    expect_ports(Eth{} / Ipv6{} / Udp{}, "none");
    expect_ports(Eth{} / Ipv6{} / Ipv6HopByHop{} / Udp{}, "hop by hop");
    expect_ports(Eth{} / Ipv6{} / Ipv6Routing{} / Udp{}, "routing");
    expect_ports(Eth{} / Ipv6{} / Ipv6Destination{} / Udp{}, "destination");
    expect_ports(Eth{} / Ipv6{} / Authentication{} / Udp{}, "authentication");
    expect_ports(Eth{} / Ipv6{} / Ipv6Fragment{.more = false} / Udp{}, "atomic fragment");
    expect_ports(Eth{} / Ipv6{} / Ipv6HopByHop{} / Ipv6Destination{} / Ipv6Routing{} / Ipv6Fragment{} /
                     Authentication{} / Ipv6Destination{} / Udp{} / Payload{8},
                 "all in the order of RFC 8200, 4.1");
    expect_ports(
        Eth{} / Ipv6{} / Authentication{} / Ipv6Routing{} / Ipv6Destination{} / Ipv6Routing{} / Udp{},
        "an order that a node has to take as well");
    EXPECT_EQ(plane_->all_drops(), 0u);
}

TEST_F(ExtensionTest, HopByHopOptionsAreAllowedAsTheFirstAlone) {
    expect_bad(Eth{} / Ipv6{} / Ipv6Destination{} / Ipv6HopByHop{} / Udp{}, "second");
    expect_bad(Eth{} / Ipv6{} / Ipv6HopByHop{} / Ipv6HopByHop{} / Udp{}, "twice");
    expect_bad(Eth{} / Ipv6{} / Ipv6Fragment{} / Ipv6HopByHop{} / Udp{}, "behind a fragment header");
}

TEST_F(ExtensionTest, FragmentOfAFragmentIsRefused) {
    expect_bad(Eth{} / Ipv6{} / Ipv6Fragment{} / Ipv6Fragment{.id = 8} / Udp{} / Payload{8}, "two");
    expect_bad(Eth{} / Ipv6{} / Ipv6Fragment{.more = false} / Ipv6Fragment{.id = 8} / Udp{},
               "the first atomic");
}

TEST_F(ExtensionTest, TooManyAreRefused) {
    Packet packet = Eth{} / Ipv6{};
    for (int i = 0; i < 8; ++i)
        packet.add(Ipv6Destination{});
    expect_ports(Packet(packet) / Udp{}, "eight");
    expect_bad(Packet(packet) / Ipv6Destination{} / Udp{}, "nine");
}

TEST_F(ExtensionTest, WhatIsNoUpperLayerOfOursGoesByItsAddresses) {
    for (uint8_t next : {uint8_t{59}, uint8_t{50}, uint8_t{135}, uint8_t{253}}) {
        EXPECT_EQ(plane_->lan(Eth{} / Ipv6{} / Ipv6Destination{} / Ipv6Routing{} / Authentication{}).verdict,
                  TC_ACT_REDIRECT)
            << "no next header";
        EXPECT_EQ(plane_->lan(Eth{} / Ipv6{.next_header = next} / Payload{8}).verdict, TC_ACT_REDIRECT);
        EXPECT_TRUE(plane_->pin(Flow{.local = "2001:db8:1::5", .remote = "2001:db8:2::9", .protocol = next}));
    }
    EXPECT_EQ(plane_->all_drops(), 0u);
}

TEST_F(ExtensionTest, OldMulticastAndLiteFormsOfUdpHavePortsToo) {
    plane_->lan(Eth{} / Ipv6{} / UdpLite{} / Payload{8});
    plane_->lan(Eth{} / Ipv4{} / UdpLite{} / Payload{8});
    plane_->lan(Eth{} / Ipv6{} / Sctp{});
    for (hw_u8 protocol : {hw_u8{136}, hw_u8{132}}) {
        Flow flow{.local = "2001:db8:1::5",
                  .remote = "2001:db8:2::9",
                  .protocol = protocol,
                  .remote_port = protocol == 136 ? uint16_t{53} : uint16_t{3868}};
        EXPECT_TRUE(plane_->pin(flow)) << int{protocol};
    }
    EXPECT_TRUE(plane_->pin(Flow{.protocol = 136}));
}

}  // namespace
}  // namespace hawser::bpf
