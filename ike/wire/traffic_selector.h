// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/ip_address.h"
#include "base/ip_prefix.h"

namespace hawser::ike {

/// A range of addresses, a protocol and a range of ports (RFC 7296 section 3.13.1). Never empty: the
/// addresses are of one family, and neither range is reversed, with the one exception of OPAQUE ports.
class TrafficSelector {
 public:
    static constexpr uint16_t kMaxPort = 65535;

    /// 0.0.0.0/0
    TrafficSelector();
    /// Every protocol and port of a network.
    explicit TrafficSelector(const IpPrefix& prefix);
    /// Protocol 0 means all. Ports in host byte order; for ICMP, type << 8 | code. (65535, 0) means OPAQUE.
    /// Nothing where the ranges are reversed or the families differ.
    static std::optional<TrafficSelector> make(const IpAddress& first, const IpAddress& last,
                                               uint8_t protocol = 0, uint16_t first_port = 0,
                                               uint16_t last_port = kMaxPort);

    [[nodiscard]] Family family() const { return first_.family(); }
    [[nodiscard]] const IpAddress& first() const { return first_; }
    [[nodiscard]] const IpAddress& last() const { return last_; }
    [[nodiscard]] uint8_t protocol() const { return protocol_; }
    [[nodiscard]] uint16_t first_port() const { return first_port_; }
    [[nodiscard]] uint16_t last_port() const { return last_port_; }
    [[nodiscard]] bool all_ports() const { return first_port_ == 0 && last_port_ == kMaxPort; }
    /// "OPAQUE, but not ANY": packets whose ports cannot be seen.
    [[nodiscard]] bool opaque_ports() const { return first_port_ == kMaxPort && last_port_ == 0; }

    /// Every packet of `other` is one of this. Any port includes OPAQUE.
    [[nodiscard]] bool contains(const TrafficSelector& other) const;
    [[nodiscard]] bool contains(const IpAddress& address) const;
    /// The packets of both, or nothing: what narrowing (RFC 7296 section 2.9) is made of.
    [[nodiscard]] std::optional<TrafficSelector> intersect(const TrafficSelector& other) const;

    /// The network, if the addresses are exactly one.
    [[nodiscard]] std::optional<IpPrefix> as_prefix() const;
    /// The fewest networks that make up the addresses, in ascending order: at most 62 for IPv4 and 254 for
    /// IPv6.
    [[nodiscard]] std::vector<IpPrefix> to_prefixes() const;

    /// As strongSwan prints it: `10.1.0.0/16`, `10.1.0.0/16[tcp/80]`, `10.1.0.1..10.1.0.9[udp/100-200]`.
    [[nodiscard]] std::string to_string() const;

    bool operator==(const TrafficSelector&) const = default;

 private:
    IpAddress first_;
    IpAddress last_;
    uint8_t protocol_ = 0;
    uint16_t first_port_ = 0;
    uint16_t last_port_ = kMaxPort;
};

/// Each of `offered` cut to each of `wanted`, without those that another one contains; empty if nothing is
/// common. In the order of `wanted`.
std::vector<TrafficSelector> narrow(const std::vector<TrafficSelector>& offered,
                                    const std::vector<TrafficSelector>& wanted);

}  // namespace hawser::ike
