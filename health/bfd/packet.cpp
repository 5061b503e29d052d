// SPDX-License-Identifier: BSD-2-Clause
#include "health/bfd/packet.h"

#include <algorithm>

namespace hawser::health::bfd {
namespace {

constexpr uint8_t kVersion = 1;
constexpr uint8_t kPoll = 0x20;
constexpr uint8_t kFinal = 0x10;
constexpr uint8_t kAuthentication = 0x04;
constexpr uint8_t kMultipoint = 0x01;

void put32(Bytes& to, uint32_t value) {
    for (int shift = 24; shift >= 0; shift -= 8)
        to.push_back(static_cast<uint8_t>(value >> shift));
}

void put_time(Bytes& to, Duration time) {
    const auto us = std::chrono::duration_cast<std::chrono::microseconds>(time).count();
    put32(to, static_cast<uint32_t>(std::clamp<int64_t>(us, 0, UINT32_MAX)));
}

uint32_t get32(ByteView from, size_t at) {
    uint32_t value = 0;
    for (const uint8_t byte : from.subspan(at, 4))
        value = value << 8 | byte;
    return value;
}

Duration get_time(ByteView from, size_t at) {
    return std::chrono::microseconds(get32(from, at));
}

}  // namespace

std::string_view to_string(Diagnostic diagnostic) {
    switch (diagnostic) {
        case Diagnostic::kNone:
            return "no diagnostic";
        case Diagnostic::kDetectionTimeExpired:
            return "control detection time expired";
        case Diagnostic::kEchoFailed:
            return "echo function failed";
        case Diagnostic::kNeighborSignaledDown:
            return "neighbor signaled session down";
        case Diagnostic::kForwardingPlaneReset:
            return "forwarding plane reset";
        case Diagnostic::kPathDown:
            return "path down";
        case Diagnostic::kConcatenatedPathDown:
            return "concatenated path down";
        case Diagnostic::kAdministrativelyDown:
            return "administratively down";
        case Diagnostic::kReverseConcatenatedPathDown:
            return "reverse concatenated path down";
    }
    return "unknown diagnostic";
}

Bytes serialize(const ControlPacket& packet) {
    Bytes bytes;
    bytes.push_back(static_cast<uint8_t>(kVersion << 5 | static_cast<uint8_t>(packet.diagnostic)));
    bytes.push_back(static_cast<uint8_t>(static_cast<unsigned>(packet.state) << 6 |
                                         (packet.poll ? kPoll : 0U) | (packet.final ? kFinal : 0U)));
    bytes.push_back(packet.detect_multiplier);
    bytes.push_back(ControlPacket::kSize);
    put32(bytes, packet.my_discriminator);
    put32(bytes, packet.your_discriminator);
    put_time(bytes, packet.desired_min_tx);
    put_time(bytes, packet.required_min_rx);
    put_time(bytes, packet.required_min_echo_rx);
    return bytes;
}

std::optional<ControlPacket> parse(ByteView bytes) {
    if (bytes.size() < ControlPacket::kSize || bytes[0] >> 5 != kVersion) return std::nullopt;
    if (bytes[3] < ControlPacket::kSize || bytes[3] > bytes.size()) return std::nullopt;
    if ((bytes[1] & (kAuthentication | kMultipoint)) != 0) return std::nullopt;
    ControlPacket packet;
    packet.diagnostic = static_cast<Diagnostic>(bytes[0] & 0x1fU);
    packet.state = static_cast<State>(bytes[1] >> 6);
    packet.poll = (bytes[1] & kPoll) != 0;
    packet.final = (bytes[1] & kFinal) != 0;
    packet.detect_multiplier = bytes[2];
    packet.my_discriminator = get32(bytes, 4);
    packet.your_discriminator = get32(bytes, 8);
    packet.desired_min_tx = get_time(bytes, 12);
    packet.required_min_rx = get_time(bytes, 16);
    packet.required_min_echo_rx = get_time(bytes, 20);
    if (packet.detect_multiplier == 0 || packet.my_discriminator == 0) return std::nullopt;
    const bool may_lack_ours = packet.state == State::kDown || packet.state == State::kAdminDown;
    if (packet.your_discriminator == 0 && !may_lack_ours) return std::nullopt;
    return packet;
}

}  // namespace hawser::health::bfd
