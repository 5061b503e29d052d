// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/ip_prefix.h"

namespace hawser::loader {

/// Both ends included.
struct PortRange {
    uint16_t first = 0;
    uint16_t last = 65535;
    bool operator==(const PortRange&) const = default;
};

/// What a path has to be like; an absent one is not asked for.
struct RuleLimits {
    std::optional<double> loss_pct;
    std::optional<Duration> delay;  ///< round trip
    std::optional<Duration> jitter;
    [[nodiscard]] bool any() const { return loss_pct || delay || jitter; }
    bool operator==(const RuleLimits&) const = default;
};

/// `[[peer.rule]]`: what flows it is for, and which of the peer's tunnels they prefer. An empty list is
/// everything.
struct RuleConfig {
    std::string name;
    std::vector<IpPrefix> networks;        ///< at the peer's end
    std::vector<IpPrefix> local_networks;  ///< at ours
    std::vector<uint8_t> protocols;        ///< IPPROTO_*
    std::vector<PortRange> ports;          ///< at the peer's end
    std::vector<PortRange> local_ports;
    uint64_t dscp = 0;  ///< bit N: code point N; 0: any
    std::vector<std::string> uplinks;
    RuleLimits limits;
    bool move = false;  ///< live flows leave a path that is beyond the limits
    bool operator==(const RuleConfig&) const = default;
};

}  // namespace hawser::loader
