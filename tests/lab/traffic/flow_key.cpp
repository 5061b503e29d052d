// SPDX-License-Identifier: BSD-2-Clause
#include "tests/lab/traffic/flow_key.h"

#include <arpa/inet.h>
#include <netinet/in.h>

namespace hawser::traffic {
namespace {

constexpr std::size_t kIpv6Header = 40;

std::uint16_t number16(std::span<const std::byte> bytes, std::size_t at) {
    return static_cast<std::uint16_t>(std::to_integer<unsigned>(bytes[at]) << 8 |
                                      std::to_integer<unsigned>(bytes[at + 1]));
}

std::string text_of(int family, const std::byte* address) {
    char text[INET6_ADDRSTRLEN] = "";
    ::inet_ntop(family, address, text, sizeof text);
    return text;
}

void add_ports(FlowKey& key, std::span<const std::byte> transport) {
    switch (key.protocol) {
        case IPPROTO_TCP:
        case IPPROTO_UDP:
        case IPPROTO_SCTP:
            if (transport.size() < 4) return;
            key.source_port = number16(transport, 0);
            key.destination_port = number16(transport, 2);
            return;
        case IPPROTO_ICMP:
        case IPPROTO_ICMPV6:
            if (transport.size() < 6) return;
            key.source_port = key.destination_port = number16(transport, 4);
            return;
        default:
            return;
    }
}

std::optional<FlowKey> of_ipv4(std::span<const std::byte> packet) {
    const std::size_t header = (std::to_integer<std::size_t>(packet[0]) & 0x0f) * 4;
    if (header < 20 || packet.size() < header) return std::nullopt;
    FlowKey key{std::to_integer<std::uint8_t>(packet[9]), text_of(AF_INET, &packet[12]),
                text_of(AF_INET, &packet[16])};
    const bool later_fragment = (number16(packet, 6) & 0x1fff) != 0;
    if (!later_fragment) add_ports(key, packet.subspan(header));
    return key;
}

std::optional<FlowKey> of_ipv6(std::span<const std::byte> packet) {
    if (packet.size() < kIpv6Header) return std::nullopt;
    FlowKey key{std::to_integer<std::uint8_t>(packet[6]), text_of(AF_INET6, &packet[8]),
                text_of(AF_INET6, &packet[24])};
    add_ports(key, packet.subspan(kIpv6Header));
    return key;
}

}  // namespace

std::optional<FlowKey> FlowKey::of(std::span<const std::byte> packet) {
    if (packet.size() < 20) return std::nullopt;
    const unsigned version = std::to_integer<unsigned>(packet[0]) >> 4;
    if (version == 4) return of_ipv4(packet);
    if (version == 6) return of_ipv6(packet);
    return std::nullopt;
}

}  // namespace hawser::traffic
