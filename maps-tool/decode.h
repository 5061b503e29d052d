// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <string>

#include "base/ip_address.h"
#include "bpf/abi.h"
#include "maps-tool/flow.h"
#include "maps-tool/report.h"
#include "maps-tool/topology.h"

namespace hawser::maps {

// From the maps' structures to records. Pure functions of what they are given, but for the names of
// interfaces. `now_ns` is by CLOCK_MONOTONIC, for the ages.

/// The address in the first 4 or all 16 bytes, as `family` (4 or 6) says.
[[nodiscard]] IpAddress address_of(uint8_t family, const uint8_t (&bytes)[16]);

/// ICMP and ICMPv6: the two ports of a key are the echo identifier.
[[nodiscard]] bool is_icmp(uint8_t protocol);

/// `10.1.0.5:443`, `[2001:db8::1]:443`; the address alone where the protocol has no ports.
[[nodiscard]] std::string end_of(const IpAddress& address, uint8_t protocol, uint16_t port);

[[nodiscard]] Record decode_config(const hw_config& config);
[[nodiscard]] Record decode_net4(const hw_net4_key& key, const hw_net& net, const Topology& topology);
[[nodiscard]] Record decode_net6(const hw_net6_key& key, const hw_net& net, const Topology& topology);
[[nodiscard]] Record decode_bundle(uint32_t id, const hw_bundle& bundle, const Topology& topology);
[[nodiscard]] Record decode_tunnel(uint32_t id, const hw_tunnel& tunnel, const Topology& topology);
[[nodiscard]] Record decode_tunnel_watch(uint32_t id, const hw_tunnel_watch& watch, const Topology& topology,
                                         uint64_t now_ns);
/// What the programs have heard of the tunnel: the fields that decode_tunnel_watch() and `tunnel show` share.
void add_watch(Record& record, const hw_tunnel_watch& watch, uint64_t now_ns);
[[nodiscard]] Record decode_bundle_watch(uint32_t id, const hw_bundle_watch& watch, const Topology& topology,
                                         uint64_t now_ns);
[[nodiscard]] Record decode_iface(uint32_t ifindex, const hw_iface& iface, const Topology& topology);
[[nodiscard]] Record decode_selector(const hw_selector_key& key, const hw_selector& selector,
                                     const Topology& topology);
[[nodiscard]] Record decode_flow(const Flow& flow, const Topology& topology, uint64_t now_ns);
/// The fields by which a flow is known: protocol, addresses, ports.
void add_flow_name(Record& record, const FlowName& name);
[[nodiscard]] Record decode_fragment(const hw_fragment_key& key, const hw_fragment& fragment,
                                     uint64_t now_ns);
[[nodiscard]] Record decode_drop(uint32_t drop, const hw_counter& counter);
[[nodiscard]] Record decode_tunnel_stats(uint32_t id, const hw_tunnel_stats& stats, const Topology& topology);

[[nodiscard]] Record decode_outer(const hw_outer_key& key, uint32_t tunnel, const Topology& topology);
[[nodiscard]] Record decode_spi(const hw_spi_key& key, const hw_spi& spi, const Topology& topology);
[[nodiscard]] Record decode_tunnel_uplink(uint32_t tunnel, uint32_t ifindex, const Topology& topology);
[[nodiscard]] Record decode_stray(const hw_stray_key& key, const hw_stray& stray, const Topology& topology,
                                  uint64_t now_ns);
[[nodiscard]] Record decode_xdp(uint32_t ifindex, const hw_xdp& xdp);
[[nodiscard]] Record decode_ike_source(const hw_ike_source& source, const hw_bucket& bucket, uint64_t now_ns);

}  // namespace hawser::maps
