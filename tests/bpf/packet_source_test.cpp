// SPDX-License-Identifier: BSD-2-Clause
#include "tests/bpf/fixture.h"

namespace hawser::bpf {
namespace {

/// Everything is the peer's, so that nothing but the addresses themselves keeps a packet out of the bundle.
class SourceTest : public DataPlaneTest {
 protected:
    void SetUp() override {
        DataPlaneTest::SetUp();
        if (IsSkipped() || HasFatalFailure()) return;
        make_tunnels(1);
        plane_->add_net("0.0.0.0/0", kBundle);
        plane_->add_net("::/0", kBundle);
    }

    void expect_bad(const Packet& there, const Packet& here, const std::string& what) {
        EXPECT_EQ(plane_->lan(there).verdict, TC_ACT_SHOT) << what;
        EXPECT_EQ(plane_->bundle(there).verdict, TC_ACT_SHOT) << what;
        EXPECT_EQ(plane_->tunnel(1, here).verdict, TC_ACT_SHOT) << what;
        EXPECT_EQ(plane_->drops(HW_DROP_BAD_SOURCE), seen_ += 3) << what;
        EXPECT_EQ(plane_->all_drops(), seen_) << what;
    }

    void expect_untouched(const Packet& packet, const std::string& what) {
        Bytes sent = packet;
        Outcome run = plane_->lan(sent);
        EXPECT_EQ(run.verdict, TC_ACT_OK) << what;
        EXPECT_EQ(run.packet, sent) << what;
        EXPECT_EQ(plane_->all_drops(), 0u) << what;
    }

    uint64_t seen_ = 0;
};

TEST_F(SourceTest, NothingIsForwardedFromAnAddressThatNoHostHas) {
    for (const char* source : {"0.0.0.0", "0.1.2.3", "127.0.0.1", "127.255.255.255", "224.0.0.1",
                               "239.255.255.255", "255.255.255.255"})
        expect_bad(Eth{} / Ipv4{.src = source} / Udp{},
                   Eth{} / Ipv4{.src = source, .dst = "10.1.0.5"} / Udp{}, source);
    for (const char* source : {"::", "::1", "ff02::1", "ff0e::1"})
        expect_bad(Eth{} / Ipv6{.src = source} / Udp{},
                   Eth{} / Ipv6{.src = source, .dst = "2001:db8:1::5"} / Udp{}, source);
}

TEST_F(SourceTest, NeighboursOfSuchAddressesAreHosts) {
    for (const char* source : {"1.0.0.0", "126.255.255.255", "128.0.0.1", "223.255.255.255", "169.254.9.9"})
        EXPECT_EQ(plane_->lan(Eth{} / Ipv4{.src = source} / Udp{}).verdict, TC_ACT_REDIRECT) << source;
    for (const char* source : {"::2", "fc00::1", "feff::1"})
        EXPECT_EQ(plane_->lan(Eth{} / Ipv6{.src = source} / Udp{}).verdict, TC_ACT_REDIRECT) << source;
    EXPECT_EQ(plane_->all_drops(), 0u);
}

TEST_F(SourceTest, WhoHasNoAddressYetReachesTheGateway) {
    expect_untouched(
        Eth{} / Ipv4{.src = "0.0.0.0", .dst = "255.255.255.255"} / Udp{.src_port = 68, .dst_port = 67},
        "DHCP discover");
    expect_untouched(Eth{} / Ipv6{.src = "::", .dst = "ff02::1:ff00:5", .hop_limit = 255} / Icmp{.type = 135},
                     "duplicate address detection");
    expect_untouched(Eth{} / Ipv6{.src = "::", .dst = "ff02::2", .hop_limit = 255} / Icmp{.type = 133},
                     "router solicitation");
    expect_untouched(
        Eth{} / Ipv6{.src = "fe80::5", .dst = "ff02::1:2"} / Udp{.src_port = 546, .dst_port = 547},
        "DHCPv6 solicit");
}

TEST_F(SourceTest, WhatIsNotForAPeerIsNotJudged) {
    plane_->add_net("192.0.2.0/24", 0);
    plane_->add_net("2001:db8:9::/64", 0);
    expect_untouched(Eth{} / Ipv4{.src = "127.0.0.1", .dst = "192.0.2.7"} / Udp{}, "bad source");
    expect_untouched(Eth{} / Ipv6{.src = "::1", .dst = "2001:db8:9::1"} / Udp{}, "bad source");
    expect_untouched(Eth{} / Ipv4{.dst = "192.0.2.7", .more_fragments = true} / Payload{1}, "tiny fragment");
    expect_untouched(Eth{} / Ipv4{.dst = "192.0.2.7", .fragment_offset = 1, .protocol = 6} / Payload{8},
                     "TCP's flags written over");
    expect_untouched(Eth{} / Ipv4{.dst = "192.0.2.7", .fragment_offset = 9, .protocol = 17} / Payload{8},
                     "fragment without its first");
    expect_untouched(Eth{} / Ipv6{.dst = "2001:db8:9::1"} / Ipv6Destination{} / Ipv6HopByHop{} / Udp{},
                     "extension headers");
    expect_untouched(Eth{} / Ipv4{.dst = "192.0.2.7", .total_length = 2000} / Udp{}, "length that lies");
}

TEST_F(SourceTest, LoopbackAndUnspecifiedDestinationsAreTheStacks) {
    for (const char* destination : {"127.0.0.1", "0.0.0.0", "169.254.1.1", "240.0.0.1"})
        expect_untouched(Eth{} / Ipv4{.dst = destination} / Udp{}, destination);
    for (const char* destination : {"::1", "::", "fe80::1", "ff0e::1"})
        expect_untouched(Eth{} / Ipv6{.dst = destination} / Udp{}, destination);
}

TEST_F(SourceTest, LinkLocalSourceIsTheStacksToAnswer) {
    expect_untouched(Eth{} / Ipv6{.src = "fe80::5"} / Udp{}, "RFC 4443: beyond scope of source address");
    EXPECT_EQ(plane_->bundle(Eth{} / Ipv6{.src = "fe80::5"} / Udp{}).verdict, TC_ACT_SHOT);
    EXPECT_EQ(plane_->drops(HW_DROP_NOT_UNICAST), 1u);
}

}  // namespace
}  // namespace hawser::bpf
