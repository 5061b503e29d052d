// SPDX-License-Identifier: BSD-2-Clause
#include "health/probe/unreachable.h"

#include <array>

namespace hawser::health {
namespace {

constexpr uint8_t kUnreachable4 = 3;
constexpr uint8_t kUnreachable6 = 1;
constexpr uint8_t kEchoRequest4 = 8;
constexpr uint8_t kEchoRequest6 = 128;
constexpr uint8_t kIcmp4 = 1;
constexpr uint8_t kIcmp6 = 58;
constexpr size_t kIcmpHeader = 8;
constexpr size_t kIpv6Header = 40;
constexpr uint8_t kFragmentationNeeded = 4;  // says something of sizes, not of the way

std::string meaning_of(Family family, uint8_t code) {
    constexpr std::array<std::string_view, 4> kCodes4{"network unreachable", "host unreachable",
                                                      "protocol unreachable", "port unreachable"};
    constexpr std::array<std::string_view, 5> kCodes6{"no route to destination",
                                                      "administratively prohibited", "beyond scope of source",
                                                      "address unreachable", "port unreachable"};
    if (family == Family::kIpv4 && code < kCodes4.size()) return std::string(kCodes4[code]);
    if (family == Family::kIpv6 && code < kCodes6.size()) return std::string(kCodes6[code]);
    return "destination unreachable, code " + std::to_string(code);
}

/// The quoted ICMP message; empty where the quoted packet is none.
ByteView quoted_icmp(Family family, ByteView packet) {
    if (family == Family::kIpv6)
        return packet.size() > kIpv6Header && packet[6] == kIcmp6 ? packet.subspan(kIpv6Header) : ByteView{};
    const size_t header = packet.empty() ? 0 : (packet[0] & 0x0fU) * size_t{4};
    if (header < 20 || packet.size() <= header || packet[9] != kIcmp4) return {};
    return packet.subspan(header);
}

}  // namespace

std::optional<Unreachable> parse_unreachable(Family family, ByteView icmp) {
    const bool v4 = family == Family::kIpv4;
    if (icmp.size() < kIcmpHeader || icmp[0] != (v4 ? kUnreachable4 : kUnreachable6)) return std::nullopt;
    if (v4 && icmp[1] == kFragmentationNeeded) return std::nullopt;
    const ByteView echo = quoted_icmp(family, icmp.subspan(kIcmpHeader));
    if (echo.size() < kIcmpHeader + ProbePayload::kSize || echo[0] != (v4 ? kEchoRequest4 : kEchoRequest6))
        return std::nullopt;
    const auto payload = parse_probe_payload(echo.subspan(kIcmpHeader, ProbePayload::kSize));
    if (!payload) return std::nullopt;
    return Unreachable{.meaning = meaning_of(family, icmp[1]),
                       .icmp_id = static_cast<uint16_t>(echo[4] << 8 | echo[5]),
                       .sequence = static_cast<uint16_t>(echo[6] << 8 | echo[7]),
                       .payload = *payload};
}

}  // namespace hawser::health
