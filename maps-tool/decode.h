// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <string>

#include "base/ip_address.h"
#include "bpf/abi.h"
#include "maps-tool/report.h"
#include "maps-tool/topology.h"

namespace hawser::maps {

// From the maps' structures to records. Pure functions of what they are given, but for the names of
// interfaces.

/// The address in the first 4 or all 16 bytes, as `family` (4 or 6) says.
[[nodiscard]] IpAddress address_of(uint8_t family, const uint8_t (&bytes)[16]);

/// ICMP and ICMPv6: the two ports of a key are the echo identifier.
[[nodiscard]] bool is_icmp(uint8_t protocol);

[[nodiscard]] Record decode_config(const hw_config& config);
[[nodiscard]] Record decode_net4(const hw_net4_key& key, const hw_net& net, const Topology& topology);
[[nodiscard]] Record decode_net6(const hw_net6_key& key, const hw_net& net, const Topology& topology);
[[nodiscard]] Record decode_bundle(uint32_t id, const hw_bundle& bundle, const Topology& topology);
[[nodiscard]] Record decode_tunnel(uint32_t id, const hw_tunnel& tunnel, const Topology& topology);
[[nodiscard]] Record decode_iface(uint32_t ifindex, const hw_iface& iface, const Topology& topology);
[[nodiscard]] Record decode_selector(const hw_selector_key& key, const hw_selector& selector,
                                     const Topology& topology);
/// `now_ns` by CLOCK_MONOTONIC, for the ages.
[[nodiscard]] Record decode_flow(const hw_flow_key& key, const hw_pin& pin, const Topology& topology,
                                 uint64_t now_ns);
[[nodiscard]] Record decode_drop(uint32_t drop, const hw_counter& counter);
[[nodiscard]] Record decode_tunnel_stats(uint32_t id, const hw_tunnel_stats& stats, const Topology& topology);

}  // namespace hawser::maps
