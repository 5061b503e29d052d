// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <algorithm>

#include "loader/doctor/checks.h"

namespace hawser::loader::doctor {

inline IpPrefix prefix(const char* text) {
    return *IpPrefix::parse(text);
}

/// A machine on which nothing is wrong: two uplinks, one peer.
inline Facts healthy() {
    Facts facts;
    Config config;
    config.uplinks = {{.name = "wan1", .interface = "eth1"}, {.name = "wan2", .interface = "eth2"}};
    config.lan_interfaces = {"eth0"};
    PeerConfig peer;
    peer.name = "pop";
    peer.networks = {prefix("10.2.0.0/16")};
    TunnelConfig tunnel;
    tunnel.name = "pop/wan1";
    tunnel.interface_name = "hw-pop-wan1";
    tunnel.uplink = "wan1";
    tunnel.endpoint = *IpAddress::parse("203.0.113.10");
    peer.tunnels = {tunnel};
    config.peers = {peer};
    facts.config = config;
    Status status;
    status.forwarding = {"fast", "no rule would be skipped"};
    status.flows.capacity = 1000;
    StatusUplink uplink;
    uplink.name = "wan1";
    uplink.interface = "eth1";
    uplink.address = "198.51.100.2";
    status.uplinks = {uplink};
    StatusTunnel up;
    up.name = "pop/wan1";
    up.state = StatusState::kUp;
    StatusPeer status_peer;
    status_peer.name = "pop";
    status_peer.tunnels = {up};
    status.peers = {status_peer};
    facts.status = status;
    facts.kernel_release = "6.1.0-18-amd64";
    facts.btf = true;
    facts.interfaces = {{"eth0", {.mtu = 1500, .up = true, .networks = {prefix("10.1.0.0/16")}}},
                        {"eth1", {.mtu = 1500, .up = true, .networks = {prefix("198.51.100.0/24")}}},
                        {"eth2", {.mtu = 1500, .up = true, .networks = {prefix("192.0.2.0/24")}}}};
    facts.sysctls = {{"net/ipv4/ip_forward", "1\n"},
                     {"net/core/bpf_jit_enable", "1\n"},
                     {"net/ipv4/conf/all/rp_filter", "1\n"},
                     {"net/ipv4/conf/hw-pop-wan1/rp_filter", "2\n"}};
    facts.year = 2026;
    return facts;
}

/// The findings of one check, or all.
inline Findings found(const Facts& facts, const std::string& check = {}) {
    Findings findings = examine(facts);
    std::erase_if(findings, [&](const Finding& each) { return !check.empty() && each.check != check; });
    return findings;
}

}  // namespace hawser::loader::doctor
