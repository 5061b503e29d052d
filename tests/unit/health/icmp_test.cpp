// SPDX-License-Identifier: BSD-2-Clause
#include "health/probe/icmp.h"

#include <gtest/gtest.h>

#include "base/hex.h"

namespace hawser::health {
namespace {

Bytes hex(std::string_view digits) {
    return from_hex(digits).value();
}

TEST(Icmp, ChecksumOfTheExampleInRfc1071) {
    // RFC 1071 section 3: the words add up to ddf2.
    EXPECT_EQ(internet_checksum(hex("0001f203f4f5f6f7")), static_cast<uint16_t>(~0xddf2));
}

TEST(Icmp, ChecksumPadsAnOddByteOnTheRight) {
    EXPECT_EQ(internet_checksum(hex("0001f2")), static_cast<uint16_t>(~0xf201));
    EXPECT_EQ(internet_checksum({}), 0xffff);
}

TEST(Icmp, RequestAsOnTheWire) {
    // Checksum by hand: 0800 + 4801 + 0007 + 6869 = b871, inverted 478e.
    EXPECT_EQ(to_hex(serialize(EchoMessage{Family::kIpv4, false, 0x4801, 7, hex("6869")})),
              "0800478e480100076869");
}

TEST(Icmp, Ipv6RequestLeavesTheChecksumToTheKernel) {
    EXPECT_EQ(to_hex(serialize(EchoMessage{Family::kIpv6, false, 0x4801, 7, hex("6869")})),
              "80000000480100076869");
}

TEST(Icmp, Ipv6ChecksumCoversThePseudoHeader) {
    // An echo request of ping -6 to ::1, id 1, sequence 1: 8000 + 0001 + 0001 + pseudo-header (1 + 1 + 8 +
    // 3a).
    const IpAddress loopback = IpAddress::parse("::1").value();
    const Bytes message = hex("8000000000010001");
    EXPECT_EQ(icmp6_checksum(loopback, loopback, message),
              static_cast<uint16_t>(~(0x8000 + 2 + 2 + 8 + 0x3a)));
}

TEST(Icmp, EveryKindComesBackFromTheWire) {
    for (const Family family : {Family::kIpv4, Family::kIpv6}) {
        for (const bool reply : {false, true}) {
            const EchoMessage message{family, reply, 0x4803, 65535, hex("00112233")};
            const auto parsed = parse_echo(family, serialize(message));
            ASSERT_TRUE(parsed);
            EXPECT_EQ(parsed->reply, reply);
            EXPECT_EQ(parsed->id, message.id);
            EXPECT_EQ(parsed->sequence, message.sequence);
            EXPECT_EQ(parsed->payload, message.payload);
        }
    }
}

TEST(Icmp, RefusesWhatIsNoEcho) {
    Bytes message = serialize(EchoMessage{Family::kIpv4, true, 1, 1, {}});
    for (size_t length = 0; length < message.size(); ++length)
        EXPECT_FALSE(parse_echo(Family::kIpv4, ByteView(message).first(length))) << length << " bytes";
    EXPECT_FALSE(parse_echo(Family::kIpv6, message)) << "a reply of the other family";
    message[4] ^= 1;
    EXPECT_FALSE(parse_echo(Family::kIpv4, message)) << "wrong checksum";
    EXPECT_FALSE(parse_echo(Family::kIpv6, hex("8101000000010001"))) << "code 1";
    EXPECT_FALSE(parse_echo(Family::kIpv6, hex("8800000000010001"))) << "a neighbour advertisement";
}

TEST(ProbePayload, ComesBackFromTheWire) {
    const Bytes bytes = serialize(ProbePayload{{TunnelId(513), 7}, 0xfedcba9876543210});
    EXPECT_EQ(to_hex(bytes), "4877537207000201fedcba9876543210");
    const auto parsed = parse_probe_payload(bytes);
    ASSERT_TRUE(parsed);
    EXPECT_EQ(parsed->probe, (ProbeId{TunnelId(513), 7}));
    EXPECT_EQ(parsed->cookie, 0xfedcba9876543210);
}

TEST(ProbePayload, RefusesAnotherLengthAndAnotherMagic) {
    Bytes bytes = serialize(ProbePayload{{TunnelId(1), 0}, 1});
    EXPECT_FALSE(parse_probe_payload(ByteView(bytes).first(15)));
    Bytes longer = bytes;
    longer.push_back(0);
    EXPECT_FALSE(parse_probe_payload(longer));
    bytes[0] ^= 1;
    EXPECT_FALSE(parse_probe_payload(bytes));
}

}  // namespace
}  // namespace hawser::health
