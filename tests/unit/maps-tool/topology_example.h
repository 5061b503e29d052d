// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <string_view>

#include "base/ip_address.h"
#include "maps-tool/flow.h"
#include "maps-tool/topology.h"

namespace hawser::maps {

// One peer of two tunnels in the first tier, weights 3 and 1, and one in the second. Interfaces that do not
// exist are shown by their index, so the names here are the same on every machine.
inline constexpr uint32_t kPop = 1;
inline constexpr uint32_t kFirst = 1;
inline constexpr uint32_t kSecond = 2;
inline constexpr uint32_t kStandby = 3;
inline constexpr uint32_t kIfindexBase = 9000;

inline hw_tunnel example_tunnel(uint32_t id, uint32_t tier, uint32_t weight) {
    hw_tunnel tunnel{};
    tunnel.ifindex = kIfindexBase + id;
    tunnel.if_id = id;
    tunnel.bundle = kPop;
    tunnel.tier = tier;
    tunnel.weight = weight;
    tunnel.mtu = 1400;
    return tunnel;
}

inline Topology example_topology() {
    Topology topology;
    hw_bundle bundle{};
    bundle.ifindex = kIfindexBase + 100;
    bundle.mtu = 1400;
    bundle.member_count = 3;
    bundle.members[0] = kFirst;
    bundle.members[1] = kSecond;
    bundle.members[2] = kStandby;
    topology.bundles[kPop] = bundle;
    topology.tunnels[kFirst] = example_tunnel(kFirst, 0, 3);
    topology.tunnels[kSecond] = example_tunnel(kSecond, 0, 1);
    topology.tunnels[kStandby] = example_tunnel(kStandby, 1, 1);
    topology.states = {{kFirst, HW_TUNNEL_UP}, {kSecond, HW_TUNNEL_DOWN}, {kStandby, HW_TUNNEL_DRAINING}};
    return topology;
}

inline FlowName example_flow(std::string_view local, uint16_t local_port, std::string_view remote,
                             uint16_t remote_port, uint8_t protocol) {
    return {IpAddress::parse(local).value(), IpAddress::parse(remote).value(), protocol, local_port,
            remote_port};
}

inline hw_pin example_pin(uint32_t tunnel, uint64_t packets_out) {
    hw_pin pin{};
    pin.tunnel = tunnel;
    pin.bundle = kPop;
    pin.role = HW_PIN_OWNER;
    pin.created_s = 10;
    pin.last_seen_ns = 99'500'000'000;
    pin.packets_out = packets_out;
    pin.packets_in = 7;
    pin.flags = HW_PIN_PROVEN;
    return pin;
}

/// A proven one.
inline Flow example_pinned(const FlowName& name, const hw_pin& pin) {
    return {name, pin, name.local.is_v6() ? HW_MAP_PINS6 : HW_MAP_PINS4};
}

}  // namespace hawser::maps
