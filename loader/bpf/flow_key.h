// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <compare>
#include <cstdint>

#include "base/ip_address.h"
#include "bpf/abi.h"

namespace hawser::loader {

/// A flow as seen from our side, of either family: `local` is the inner address behind (or of) this gateway.
struct FlowKey {
    IpAddress local;
    IpAddress remote;         ///< of local's family
    uint16_t local_port = 0;  ///< host byte order; ICMP echo: the id in both; other protocols: 0
    uint16_t remote_port = 0;
    uint8_t protocol = 0;  ///< IPPROTO_*
    auto operator<=>(const FlowKey&) const = default;
};

/// The keys of the kernel's maps for it, and back. The family must be the map's.
[[nodiscard]] hw_flow4_key flow4_key_of(const FlowKey& flow);
[[nodiscard]] hw_flow6_key flow6_key_of(const FlowKey& flow);
[[nodiscard]] FlowKey flow_of(const hw_flow4_key& key);
[[nodiscard]] FlowKey flow_of(const hw_flow6_key& key);

}  // namespace hawser::loader
