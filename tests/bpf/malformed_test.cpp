// SPDX-License-Identifier: BSD-2-Clause
#include "tests/bpf/fixture.h"

namespace hawser::bpf {
namespace {

/// Every program meets every damaged packet; none may redirect one.
class MalformedTest : public DataPlaneTest {
 protected:
    void SetUp() override {
        DataPlaneTest::SetUp();
        if (IsSkipped() || HasFatalFailure()) return;
        make_tunnels(1);
        plane_->add_net("0.0.0.0/0", kBundle);
        plane_->add_net("::/0", kBundle);
    }

    void expect_one(const Outcome& outcome, const std::string& what) {
        EXPECT_EQ(outcome.verdict, TC_ACT_SHOT) << what;
        EXPECT_EQ(plane_->drops(HW_DROP_MALFORMED), ++seen_) << what;
    }

    void expect_malformed(const Bytes& packet, const std::string& what) {
        expect_one(plane_->lan(packet), "lan: " + what);
        expect_one(plane_->bundle(packet), "bundle: " + what);
        expect_one(plane_->tunnel(1, packet), "tunnel: " + what);
    }

    uint64_t seen_ = 0;
};

TEST_F(MalformedTest, EveryTruncationIsDroppedAndCounted) {
    const Packet packets[] = {
        Eth{} / Ipv4{} / Udp{} / Payload{16},
        Eth{} / Ipv4{} / Tcp{} / Payload{16},
        Eth{} / Ipv4{} / Icmp{} / Payload{16},
        Eth{} / Ipv4{} / Icmp{.type = 3} / Ipv4{} / Udp{},
        Eth{} / Ipv4{.options = {1, 1, 1, 1}} / Udp{} / Payload{16},
        Eth{} / Ipv6{} / Udp{} / Payload{16},
        Eth{} / Ipv6{} / Icmp{.type = 128} / Payload{16},
        Eth{} / Ipv6{} / Ipv6HopByHop{} / Ipv6Destination{} / Ipv6Fragment{} / Udp{} / Payload{16},
    };
    int number = 0;
    for (const Packet& packet : packets) {
        Bytes whole = packet;
        // Newer kernels themselves refuse to run a program on a frame that ends within its IP header.
        for (size_t size = whole[12] == 0x08 ? 34 : 54; size < whole.size(); ++size) {
            Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
            expect_malformed(cut, "packet " + std::to_string(number) + " cut to " + std::to_string(size));
            if (HasFailure()) return;
        }
        ++number;
    }
}

TEST_F(MalformedTest, UpperHeaderThatDoesNotFitIsDropped) {
    // The lengths agree with each other, but leave no room for the header of the protocol that they announce.
    for (uint8_t protocol : {uint8_t{6}, uint8_t{17}, uint8_t{1}, uint8_t{132}})
        expect_malformed(Eth{} / Ipv4{.protocol = protocol} / Payload{7},
                         "protocol " + std::to_string(protocol));
    for (uint8_t protocol : {uint8_t{6}, uint8_t{17}, uint8_t{58}, uint8_t{132}})
        expect_malformed(Eth{} / Ipv6{.next_header = protocol} / Payload{7},
                         "header " + std::to_string(protocol));
    expect_malformed(Eth{} / Ipv4{.protocol = 6} / Payload{19}, "19 bytes of TCP");
}

TEST_F(MalformedTest, LengthsThatLieAreDropped) {
    expect_malformed(Eth{} / Ipv4{.total_length = 19} / Udp{}, "total length below the header");
    expect_malformed(Eth{} / Ipv4{.total_length = 0} / Udp{}, "total length 0 without GSO");
    expect_malformed(Eth{} / Ipv4{.total_length = 29} / Udp{}, "total length beyond the packet");
    expect_malformed(Eth{} / Ipv4{.version_ihl = 0x4f} / Udp{} / Payload{16},
                     "header beyond the total length");
    expect_malformed(Eth{} / Ipv4{.version_ihl = 0x44} / Udp{}, "header below 20 bytes");
    expect_malformed(Eth{} / Ipv4{.version_ihl = 0x65} / Udp{}, "version 6 in an IPv4 frame");
    expect_malformed(Eth{} / Ipv6{.version = 4} / Udp{}, "version 4 in an IPv6 frame");
    expect_malformed(Eth{} / Ipv6{.payload_length = 9} / Udp{}, "payload length beyond the packet");
}

TEST_F(MalformedTest, ExtensionHeadersBeyondThePacketAreDropped) {
    Bytes packet = Eth{} / Ipv6{} / Ipv6Destination{} / Udp{};
    packet[14 + 40 + 1] = 200;
    expect_malformed(packet, "extension header of 1608 bytes");
}

TEST_F(MalformedTest, EthernetPaddingIsNoFault) {
    Bytes padded = Eth{} / Ipv4{} / Udp{};
    padded.resize(60);
    EXPECT_EQ(plane_->lan(padded).verdict, TC_ACT_REDIRECT);
    EXPECT_EQ(plane_->stats(1).bytes_out, 28u);
}

TEST_F(MalformedTest, OtherProtocolThanIpIsDroppedBehindTheLan) {
    Bytes arp = Eth{.type = 0x0806} / Payload{28};
    EXPECT_EQ(plane_->tunnel(1, arp).verdict, TC_ACT_SHOT);
    EXPECT_EQ(plane_->bundle(arp).verdict, TC_ACT_SHOT);
    EXPECT_EQ(plane_->drops(HW_DROP_MALFORMED), 2u);
}

TEST_F(MalformedTest, QuotedPacketThatCannotBeReadGoesByTheErrorsAddresses) {
    Bytes whole = Eth{} / Ipv4{} / Icmp{.type = 3} / Ipv4{} / Udp{};
    for (size_t quoted = 0; quoted < 28; ++quoted) {
        Packet error = Eth{} / Ipv4{} / Icmp{.type = 3} / Payload{quoted};
        EXPECT_EQ(plane_->lan(error).verdict, TC_ACT_REDIRECT) << quoted << " bytes quoted";
    }
    EXPECT_EQ(plane_->stats(1).packets_out, 28u);
    EXPECT_EQ(plane_->all_drops(), 0u);
}

}  // namespace
}  // namespace hawser::bpf
