// SPDX-License-Identifier: BSD-2-Clause
#include "tests/bpf/fixture.h"

namespace hawser::bpf {
namespace {

constexpr uint8_t kSyn = 0x02, kSynAck = 0x12, kAck = 0x10;

/// The bundle's MTU is 1400, so that 1360 bytes fit a segment of IPv4, and 1340 one of IPv6.
class MssTest : public DataPlaneTest {
 protected:
    void SetUp() override {
        DataPlaneTest::SetUp();
        if (IsSkipped() || HasFatalFailure()) return;
        make_tunnels(1);
    }

    static Packet v4(const Bytes& options, uint8_t flags = kSyn, bool outward = true, uint8_t ttl = 64) {
        std::string here = "10.1.0.5", there = "10.2.0.9";
        return Eth{} / Ipv4{.src = outward ? here : there, .dst = outward ? there : here, .ttl = ttl} /
               Tcp{.flags = flags, .options = options};
    }
    static Packet v6(const Bytes& options, uint8_t flags = kSyn, bool outward = true, uint8_t ttl = 64) {
        std::string here = "2001:db8:1::5", there = "2001:db8:2::9";
        return Eth{} / Ipv6{.src = outward ? here : there, .dst = outward ? there : here, .hop_limit = ttl} /
               Tcp{.flags = flags, .options = options};
    }

    /// What the packet has become, which has to be what `expected` says, checksums too.
    static void expect_packet(const Outcome& run, const Bytes& expected, const std::string& what) {
        EXPECT_EQ(run.verdict, TC_ACT_REDIRECT) << what;
        EXPECT_EQ(run.packet, expected) << what;
        EXPECT_TRUE(checksums_right(ByteView(run.packet).subspan(14))) << what;
    }
    void expect_untouched(const Bytes& options, const std::string& what, uint8_t flags = kSyn) {
        expect_packet(plane_->bundle(v4(options, flags)), v4(options, flags), what);
    }
};

Bytes mss(uint16_t value) {
    return {2, 4, static_cast<uint8_t>(value >> 8), static_cast<uint8_t>(value)};
}

TEST_F(MssTest, SynIsLoweredOnEveryWay) {
    for (uint8_t flags : {kSyn, kSynAck, uint8_t{0xc2}}) {
        expect_packet(plane_->lan(v4(mss(1460), flags)), v4(mss(1360), flags, true, 63), "LAN");
        expect_packet(plane_->lan(v6(mss(1440), flags)), v6(mss(1340), flags, true, 63), "LAN, IPv6");
        expect_packet(plane_->bundle(v4(mss(1460), flags)), v4(mss(1360), flags), "stack");
        expect_packet(plane_->bundle(v6(mss(1440), flags)), v6(mss(1340), flags), "stack, IPv6");
    }
    plane_->set_forwarding(HW_FORWARDING_STACK);
    for (uint8_t flags : {kSyn, kSynAck}) {
        expect_packet(plane_->tunnel(1, v4(mss(8960), flags, false)), v4(mss(1360), flags, false), "tunnel");
        expect_packet(plane_->tunnel(1, v6(mss(8940), flags, false)), v6(mss(1340), flags, false),
                      "tunnel, IPv6");
    }
}

TEST_F(MssTest, NeverRaised) {
    for (uint16_t value : {uint16_t{0}, uint16_t{536}, uint16_t{1359}, uint16_t{1360}})
        expect_untouched(mss(value), std::to_string(value));
    expect_packet(plane_->bundle(v4(mss(1361))), v4(mss(1360)), "1361");
    expect_packet(plane_->bundle(v6(mss(1340))), v6(mss(1340)), "IPv6");
    expect_packet(plane_->bundle(v6(mss(1341))), v6(mss(1340)), "IPv6");
    expect_packet(plane_->bundle(v4(mss(65535))), v4(mss(1360)), "65535");
}

TEST_F(MssTest, FoundAmongOtherOptionsAtOddPlacesToo) {
    for (const Bytes& before :
         {Bytes{1}, Bytes{1, 1}, Bytes{1, 1, 1}, Bytes{3, 3, 7}, Bytes{4, 2},
          Bytes{8, 10, 1, 2, 3, 4, 5, 6, 7, 8}, Bytes{3, 3, 7, 4, 2, 1, 1, 1, 254, 9, 1, 2, 3, 4, 5, 6, 7}}) {
        auto with = [&](uint16_t value) {
            Bytes options = before;
            append(options, mss(value));
            options.resize((options.size() + 3) / 4 * 4);
            return options;
        };
        expect_packet(plane_->bundle(v4(with(1460))), v4(with(1360)),
                      std::to_string(before.size()) + " before");
        expect_packet(plane_->bundle(v6(with(1460))), v6(with(1340)),
                      std::to_string(before.size()) + " before");
    }
    Bytes full(36, 1);
    Bytes expected = full;
    append(full, mss(1460));
    append(expected, mss(1360));
    expect_packet(plane_->bundle(v4(full)), v4(expected), "at the end of the longest header");
}

TEST_F(MssTest, WithoutTheOptionNoneIsAdded) {
    expect_untouched({}, "no options");
    expect_untouched({1, 1, 1, 1}, "padding");
    expect_untouched({3, 3, 7, 0}, "others");
}

TEST_F(MssTest, OptionsThatNobodyCanReadAreLeftAlone) {
    expect_untouched({2, 3, 9, 9}, "MSS of 3 bytes");
    expect_untouched({2, 5, 9, 9, 9, 0, 0, 0}, "MSS of 5 bytes");
    expect_untouched({2, 0, 9, 9}, "MSS of no length");
    expect_untouched({3, 0, 0, 0, 2, 4, 9, 9}, "option of no length before it");
    expect_untouched({3, 1, 0, 0, 2, 4, 9, 9}, "option of length 1 before it");
    expect_untouched({3, 200, 0, 0, 2, 4, 9, 9}, "option beyond the header before it");
    expect_untouched({0, 0, 0, 0, 2, 4, 9, 9}, "after the end of options");
    expect_untouched({1, 1, 2, 4}, "cut off by the header's end");
    expect_untouched({1, 1, 1, 2}, "its length cut off");
}

TEST_F(MssTest, HeaderLengthsThatLieAreLeftAlone) {
    for (uint8_t words : {uint8_t{0}, uint8_t{4}, uint8_t{5}, uint8_t{15}}) {
        Packet sent = Eth{} / Ipv4{} / Tcp{.options = mss(1460), .header_words = words};
        expect_packet(plane_->bundle(sent), sent, std::to_string(words) + " words");
    }
}

TEST_F(MssTest, OnlySynIsLookedAt) {
    expect_untouched(mss(1460), "ACK", kAck);
    expect_untouched(mss(1460), "RST", 0x04);
    Packet udp = Eth{} / Ipv4{} / Udp{} / Payload{40};
    expect_packet(plane_->bundle(udp), udp, "UDP");
}

TEST_F(MssTest, HeadersBeforeTcpAreSkipped) {
    auto v4_options = [](uint16_t value) {
        return Eth{} / Ipv4{.options = {1, 1, 1, 1}} / Tcp{.options = mss(value)};
    };
    expect_packet(plane_->bundle(v4_options(1460)), v4_options(1360), "IPv4 options");
    auto v6_headers = [](uint16_t value) {
        return Eth{} / Ipv6{} / Ipv6HopByHop{} / Ipv6Destination{} / Tcp{.options = mss(value)};
    };
    Outcome run = plane_->bundle(v6_headers(1460));
    EXPECT_EQ(run.verdict, TC_ACT_REDIRECT);
    EXPECT_EQ(run.packet, Bytes(v6_headers(1340)));
}

}  // namespace
}  // namespace hawser::bpf
