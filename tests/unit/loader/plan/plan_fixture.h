// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <string_view>

#include "loader/config/config.h"
#include "loader/plan/plan_maps.h"

namespace hawser::loader {

inline IpPrefix net(std::string_view text) {
    return IpPrefix::parse(text).value();
}
inline IpAddress ip(std::string_view text) {
    return IpAddress::parse(text).value();
}

inline TunnelConfig tunnel_config(uint32_t id, std::string name, std::string uplink,
                                  std::string_view endpoint, unsigned tier = 1, uint32_t weight = 1) {
    TunnelConfig tunnel;
    tunnel.id = id;
    tunnel.if_id = kTunnelIfIdBase + id;
    tunnel.name = std::move(name);
    tunnel.interface_name = "hw" + std::to_string(id);
    tunnel.uplink = std::move(uplink);
    tunnel.endpoint = ip(endpoint);
    tunnel.tier = tier;
    tunnel.weight = weight;
    return tunnel;
}

/// Two uplinks, one LAN, a peer with two tunnels in tier 1 and one in tier 2.
inline Config branch_config() {
    Config config;
    UplinkConfig wan1;
    wan1.name = "wan1";
    wan1.interface = "eth1";
    wan1.addresses = {ip("198.51.100.2")};
    wan1.gateways = {ip("198.51.100.1")};
    UplinkConfig wan2 = wan1;
    wan2.name = "wan2";
    wan2.interface = "eth2";
    wan2.addresses = {ip("192.0.2.2")};
    wan2.gateways = {};
    config.uplinks = {wan1, wan2};
    config.lan_interfaces = {"eth0"};

    PeerConfig pop;
    pop.id = 1;
    pop.name = "pop";
    pop.interface_name = "hawser-pop";
    pop.networks = {net("10.2.0.0/16")};
    pop.local_networks = {net("10.1.0.0/16")};
    pop.tunnels = {tunnel_config(1, "pop/wan1", "wan1", "203.0.113.10", 1, 10),
                   tunnel_config(2, "pop/wan2", "wan2", "203.0.113.10", 1, 30),
                   tunnel_config(3, "pop/wan1/2", "wan1", "203.0.113.20", 2)};
    config.peers = {pop};
    return config;
}

inline KernelFacts branch_facts() {
    KernelFacts facts;
    facts.ifindexes = {{"lo", 1},   {"eth0", 2}, {"eth1", 3}, {"eth2", 4},
                       {"hw1", 11}, {"hw2", 12}, {"hw3", 13}, {"hawser-pop", 20}};
    facts.own_addresses = {ip("10.1.0.1"), ip("198.51.100.2"), ip("192.0.2.2")};
    facts.connected = {
        {net("10.1.0.0/24"), "eth0"}, {net("198.51.100.0/30"), "eth1"}, {net("192.0.2.0/30"), "eth2"}};
    facts.gateways = {ip("192.0.2.1")};
    return facts;
}

}  // namespace hawser::loader
