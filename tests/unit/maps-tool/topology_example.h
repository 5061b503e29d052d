// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <arpa/inet.h>

#include <cstring>
#include <string_view>

#include "base/ip_address.h"
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

inline hw_flow_key example_flow(std::string_view local, uint16_t local_port, std::string_view remote,
                                uint16_t remote_port, uint8_t protocol) {
    const IpAddress local_address = IpAddress::parse(local).value();
    const IpAddress remote_address = IpAddress::parse(remote).value();
    hw_flow_key key{};
    key.bundle = kPop;
    key.family = local_address.is_v6() ? 6 : 4;
    key.protocol = protocol;
    std::memcpy(key.local_addr, local_address.bytes().data(), local_address.bytes().size());
    std::memcpy(key.remote_addr, remote_address.bytes().data(), remote_address.bytes().size());
    key.local_port = htons(local_port);
    key.remote_port = htons(remote_port);
    return key;
}

inline hw_pin example_pin(uint32_t tunnel, uint64_t packets_out) {
    hw_pin pin{};
    pin.tunnel = tunnel;
    pin.role = HW_PIN_OWNER;
    pin.created_ns = 10'000'000'000;
    pin.last_seen_ns = 99'500'000'000;
    pin.packets_out = packets_out;
    pin.packets_in = 7;
    return pin;
}

}  // namespace hawser::maps
