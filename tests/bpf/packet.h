// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "base/ip_address.h"

/// Packets as sentences: `Eth{} / Ipv4{.ttl = 3} / Udp{} / Payload{64}`. Lengths, next protocols and
/// checksums follow from the layers unless a field overrides them.
namespace hawser::bpf {

using MacAddress = std::array<uint8_t, 6>;
inline constexpr MacAddress kGatewayMac{0x02, 0, 0, 0, 0, 0x01};
inline constexpr MacAddress kHostMac{0x02, 0, 0, 0, 0, 0x02};

struct Eth {
    MacAddress dst = kGatewayMac;
    MacAddress src = kHostMac;
    std::optional<uint16_t> type;
};

struct Ipv4 {
    std::string src = "10.1.0.5";
    std::string dst = "10.2.0.9";
    uint8_t ttl = 64;
    bool df = true;
    bool more_fragments = false;
    uint16_t fragment_offset = 0;  ///< in units of 8 bytes
    uint16_t id = 0x1234;
    Bytes options;  ///< a multiple of 4 bytes
    std::optional<uint8_t> version_ihl;
    std::optional<uint16_t> total_length;
    std::optional<uint8_t> protocol;
};

struct Ipv6 {
    std::string src = "2001:db8:1::5";
    std::string dst = "2001:db8:2::9";
    uint8_t hop_limit = 64;
    std::optional<uint8_t> version;
    std::optional<uint16_t> payload_length;
    std::optional<uint8_t> next_header;
};

struct Ipv6Fragment {
    uint16_t offset = 0;  ///< in units of 8 bytes
    bool more = true;
    uint32_t id = 7;
    std::optional<uint8_t> next_header;
};

/// Eight bytes of padding options.
struct Ipv6HopByHop {};
struct Ipv6Destination {};
/// Eight bytes: of an unknown type, with no segment left.
struct Ipv6Routing {};
/// Twelve bytes and as much of an integrity check value.
struct Authentication {};

struct Udp {
    uint16_t src_port = 40000;
    uint16_t dst_port = 53;
};

struct UdpLite {
    uint16_t src_port = 40000;
    uint16_t dst_port = 53;
};

struct Tcp {
    uint16_t src_port = 40000;
    uint16_t dst_port = 443;
    uint8_t flags = 0x02;                 ///< SYN
    Bytes options;                        ///< a multiple of 4 bytes
    std::optional<uint8_t> header_words;  ///< the length of the header in units of 4 bytes
};

struct Sctp {
    uint16_t src_port = 40000;
    uint16_t dst_port = 3868;
};

/// ICMP or ICMPv6, by the IP header before it.
struct Icmp {
    uint8_t type = 8;
    uint8_t code = 0;
    uint16_t id = 77;
    uint16_t sequence = 1;
};

struct Payload {
    size_t size = 0;
};

using Layer = std::variant<Eth, Ipv4, Ipv6, Ipv6Fragment, Ipv6HopByHop, Ipv6Destination, Ipv6Routing,
                           Authentication, Udp, UdpLite, Tcp, Sctp, Icmp, Payload>;

class Packet {
 public:
    Packet(Eth eth) : layers_{eth} {}     // NOLINT: a layer is a packet
    Packet(Ipv4 ipv4) : layers_{ipv4} {}  // NOLINT
    Packet(Ipv6 ipv6) : layers_{ipv6} {}  // NOLINT

    Packet& add(Layer layer) {
        layers_.push_back(std::move(layer));
        return *this;
    }
    [[nodiscard]] Bytes bytes() const;
    operator Bytes() const { return bytes(); }  // NOLINT

 private:
    std::vector<Layer> layers_;
};

inline Packet operator/(Packet packet, Layer layer) {
    return packet.add(std::move(layer));
}

/// Whether the IPv4 header checksum and the checksum of TCP, UDP or ICMP are right; `packet` starts with the
/// IP header.
bool checksums_right(ByteView packet);

}  // namespace hawser::bpf
