// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <string>

#include "base/bytes.h"
#include "ike/engine/action.h"
#include "loader/config/config.h"
#include "loader/daemon/tunnel_index.h"
#include "loader/kernel/fake/fake_links.h"
#include "loader/kernel/fake/fake_routes.h"

namespace hawser::loader {

inline IpAddress address(const char* text) {
    return IpAddress::parse(text).value();
}

/// A gateway with a LAN and two uplinks to one address of one peer: the smallest one where a mistake in
/// telling tunnels apart shows.
inline Config two_uplinks() {
    Config config;
    config.lan_interfaces = {"lan0"};
    config.uplinks = {{.name = "wan1", .interface = "wan1"}, {.name = "wan2", .interface = "wan2"}};
    PeerConfig peer;
    peer.id = 1;
    peer.name = "pop";
    peer.interface_name = "hawser-pop";
    peer.bundle_if_id = kBundleIfIdBase + 1;
    peer.networks = {IpPrefix::parse("10.2.0.0/16").value()};
    peer.local_networks = {IpPrefix::parse("10.1.0.0/16").value()};
    for (uint32_t id = 1; id <= 2; ++id) {
        TunnelConfig tunnel;
        tunnel.id = id;
        tunnel.if_id = kTunnelIfIdBase + id;
        tunnel.name = "pop/wan" + std::to_string(id);
        tunnel.interface_name = "hw-pop-wan" + std::to_string(id);
        tunnel.uplink = "wan" + std::to_string(id);
        tunnel.endpoint = address("203.0.113.10");
        peer.tunnels.push_back(tunnel);
    }
    config.peers = {peer};
    return config;
}

/// The interfaces of such a gateway, with addresses, and default routes over both uplinks.
struct SiteKernel {
    FakeLinks links;
    FakeRoutes routes;
    int lan = links.add_link("lan0");
    int wan1 = links.add_link("wan1");
    int wan2 = links.add_link("wan2");

    SiteKernel() {
        links.add_address(lan, address("10.1.0.1"), 16);
        links.add_address(wan1, address("198.51.100.2"), 26);
        links.add_address(wan2, address("198.51.100.66"), 26);
        add_default(wan1, "198.51.100.1", 1);
        add_default(wan2, "198.51.100.65", 2);
    }

    void add_default(int ifindex, const char* gateway, uint32_t metric) {
        (void)routes.replace_route({.destination = IpPrefix(),
                                    .metric = metric,
                                    .next_hops = {{.ifindex = ifindex, .gateway = address(gateway)}},
                                    .protocol = 3});
    }
};

/// A Child SA as the engine would ask for it on tunnel `id`.
inline ike::InstallChildSa child_of(uint32_t id, uint64_t handle, uint32_t spi_in, uint32_t spi_out) {
    ike::InstallChildSa child;
    child.connection = ike::ConnectionId(id);
    child.connection_name = "pop/wan" + std::to_string(id);
    child.child = ike::ChildHandle(handle);
    child.if_id = IfId(kTunnelIfIdBase + id);
    child.spi_in = ike::EspSpi(spi_in);
    child.spi_out = ike::EspSpi(spi_out);
    child.keys_in.encryption = SecretBytes(Bytes(20, 0x11));
    child.keys_out.encryption = SecretBytes(Bytes(20, 0x22));
    child.encryption = ike::EncryptionId::kAesGcm16;
    child.encryption_key_bits = 128;
    child.esn = true;
    child.local = {address("198.51.100.2"), 500};
    child.remote = {address("203.0.113.10"), 500};
    child.local_selectors = {ike::TrafficSelector(IpPrefix::parse("10.1.0.0/16").value())};
    child.remote_selectors = {ike::TrafficSelector(IpPrefix::parse("10.2.0.0/16").value())};
    return child;
}

}  // namespace hawser::loader
