// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <string>

#include "base/ip_address.h"
#include "bpf/abi.h"
#include "tests/bpf/packet.h"

namespace hawser::bpf {

/// The key of a flow's pin, in the map of its family.
struct FlowKey {
    Family family = Family::kIpv4;
    hw_flow4_key v4{};
    hw_flow6_key v6{};
};

/// A flow between a host of ours and one of the peer, and the packets of both directions.
struct Flow {
    std::string local = "10.1.0.5";
    std::string remote = "10.2.0.9";
    uint8_t protocol = 17;        ///< IPPROTO_UDP, TCP, ICMP or ICMPV6
    uint16_t local_port = 40000;  ///< ICMP: the id
    uint16_t remote_port = 53;    ///< ICMP: not used
    uint8_t tcp_flags = 0x10;     ///< ACK

    /// The n-th of 64,000 flows of this family and kind ("udp", "tcp" or "icmp").
    static Flow number(Family family, const std::string& kind, unsigned n);

    [[nodiscard]] Packet outgoing(uint8_t ttl = 64, size_t payload = 32) const;
    [[nodiscard]] Packet incoming(uint8_t ttl = 64, size_t payload = 32) const;
    [[nodiscard]] FlowKey key() const;

 private:
    [[nodiscard]] Packet packet(bool outward, uint8_t ttl, size_t payload) const;
    [[nodiscard]] Layer upper(bool outward) const;
};

}  // namespace hawser::bpf
