// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>

#include "base/ids.h"
#include "base/ip_address.h"
#include "base/ip_prefix.h"

namespace hawser::loader {

/// As XFRM_POLICY_*: `fwd` is asked for what was decrypted and is to be forwarded.
enum class PolicyDirection : uint8_t { kIn = 0, kOut = 1, kFwd = 2 };

/// Traffic that a policy is about, in the direction of the packet. A port range that is not one port or all
/// of them cannot be said to the kernel: widen it to all and let the data plane check.
struct PolicySelector {
    IpPrefix source;
    IpPrefix destination;
    uint8_t protocol = 0;           ///< 0: all
    uint16_t source_port = 0;       ///< 0: all
    uint16_t destination_port = 0;  ///< 0: all; ICMP: type in source_port, code in destination_port
    auto operator<=>(const PolicySelector&) const = default;
};

/// What the kernel knows a policy by.
struct PolicyKey {
    PolicyDirection direction = PolicyDirection::kOut;
    PolicySelector selector;
    IfId if_id;
    auto operator<=>(const PolicyKey&) const = default;
};

/// A policy that asks for ESP in tunnel mode by an SA whose reqid is the if_id.
struct PolicyRequest {
    PolicyDirection direction = PolicyDirection::kOut;
    PolicySelector selector;
    IfId if_id;
    /// Outer addresses of the SA that is asked for.
    IpAddress tunnel_source;
    IpAddress tunnel_destination;
    /// Lower wins among policies of one if_id.
    uint32_t priority = 1000;

    [[nodiscard]] PolicyKey key() const {
        return {.direction = direction, .selector = selector, .if_id = if_id};
    }
    bool operator==(const PolicyRequest&) const = default;
};

/// A policy as it is in the kernel.
struct PolicyInfo {
    PolicyKey key;
    uint32_t reqid = 0;
    IpAddress tunnel_source;
    IpAddress tunnel_destination;
    uint32_t priority = 0;
    uint32_t index = 0;
};

}  // namespace hawser::loader
