// SPDX-License-Identifier: BSD-2-Clause
#include "health/probe/icmp.h"

#include <algorithm>

#include "base/check.h"

namespace hawser::health {
namespace {

// RFC 792 and RFC 4443 section 4.
constexpr uint8_t kEchoReply4 = 0;
constexpr uint8_t kEchoRequest4 = 8;
constexpr uint8_t kEchoRequest6 = 128;
constexpr uint8_t kEchoReply6 = 129;
constexpr size_t kHeaderSize = 8;
constexpr uint8_t kIcmp6Protocol = 58;

constexpr uint32_t kMagic = 0x48775372;  // "HwSr"

void put16(Bytes& to, uint16_t value) {
    to.push_back(static_cast<uint8_t>(value >> 8));
    to.push_back(static_cast<uint8_t>(value));
}

void put32(Bytes& to, uint32_t value) {
    put16(to, static_cast<uint16_t>(value >> 16));
    put16(to, static_cast<uint16_t>(value));
}

uint32_t get(ByteView from, size_t offset, size_t size) {
    uint32_t value = 0;
    for (const uint8_t byte : from.subspan(offset, size))
        value = (value << 8) | byte;
    return value;
}

uint8_t type_of(const EchoMessage& message) {
    if (message.family == Family::kIpv4) return message.reply ? kEchoReply4 : kEchoRequest4;
    return message.reply ? kEchoReply6 : kEchoRequest6;
}

}  // namespace

uint16_t internet_checksum(ByteView bytes) {
    uint64_t sum = 0;
    for (size_t i = 0; i + 1 < bytes.size(); i += 2)
        sum += get(bytes, i, 2);
    if (bytes.size() % 2 != 0) sum += static_cast<uint64_t>(bytes.back()) << 8;
    while (sum > 0xffff)
        sum = (sum & 0xffff) + (sum >> 16);
    return static_cast<uint16_t>(~sum);
}

uint16_t icmp6_checksum(const IpAddress& source, const IpAddress& destination, ByteView message) {
    HAWSER_CHECK(source.is_v6() && destination.is_v6(), "the ICMPv6 checksum covers IPv6 addresses");
    Bytes covered;
    append(covered, source.bytes());
    append(covered, destination.bytes());
    put32(covered, static_cast<uint32_t>(message.size()));
    put32(covered, kIcmp6Protocol);
    append(covered, message);
    return internet_checksum(covered);
}

Bytes serialize(const EchoMessage& message) {
    Bytes icmp{type_of(message), 0, 0, 0};
    put16(icmp, message.id);
    put16(icmp, message.sequence);
    append(icmp, message.payload);
    if (message.family == Family::kIpv4) {
        const uint16_t checksum = internet_checksum(icmp);
        icmp[2] = static_cast<uint8_t>(checksum >> 8);
        icmp[3] = static_cast<uint8_t>(checksum);
    }
    return icmp;
}

std::optional<EchoMessage> parse_echo(Family family, ByteView icmp) {
    if (icmp.size() < kHeaderSize || icmp[1] != 0) return std::nullopt;
    EchoMessage message;
    message.family = family;
    message.reply = true;
    if (icmp[0] != type_of(message)) {
        message.reply = false;
        if (icmp[0] != type_of(message)) return std::nullopt;
    }
    if (family == Family::kIpv4 && internet_checksum(icmp) != 0) return std::nullopt;
    message.id = static_cast<uint16_t>(get(icmp, 4, 2));
    message.sequence = static_cast<uint16_t>(get(icmp, 6, 2));
    message.payload = to_bytes(icmp.subspan(kHeaderSize));
    return message;
}

Bytes serialize(const ProbePayload& payload) {
    Bytes bytes;
    put32(bytes, kMagic);
    HAWSER_CHECK(payload.probe.tunnel.value() < 1u << 24, "a tunnel id beyond the payload's field");
    put32(bytes, payload.probe.tunnel.value() | static_cast<uint32_t>(payload.probe.index) << 24);
    put32(bytes, static_cast<uint32_t>(payload.cookie >> 32));
    put32(bytes, static_cast<uint32_t>(payload.cookie));
    return bytes;
}

std::optional<ProbePayload> parse_probe_payload(ByteView bytes) {
    if (bytes.size() != ProbePayload::kSize || get(bytes, 0, 4) != kMagic) return std::nullopt;
    ProbePayload payload;
    payload.probe = {TunnelId(get(bytes, 5, 3)), bytes[4]};
    payload.cookie = static_cast<uint64_t>(get(bytes, 8, 4)) << 32 | get(bytes, 12, 4);
    return payload;
}

}  // namespace hawser::health
