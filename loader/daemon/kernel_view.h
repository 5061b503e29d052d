// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/ip_address.h"
#include "base/ip_prefix.h"
#include "base/result.h"
#include "loader/config/config.h"
#include "loader/kernel/link_port.h"
#include "loader/kernel/route_port.h"
#include "loader/kernel/steering.h"
#include "loader/plan/plan_maps.h"

namespace hawser::loader {

/// Links, addresses and routes of the namespace at one moment.
struct KernelView {
    std::vector<Link> links;
    std::vector<LinkAddress> addresses;
    std::vector<Route> routes;

    [[nodiscard]] const Link* link(const std::string& name) const;
    [[nodiscard]] const Link* link(int ifindex) const;
    /// The XFRM interface that carries this alias.
    [[nodiscard]] const Link* owned(const XfrmOwner& owner) const;
    /// The interface of a tunnel or of a peer's bundle, which may be the one of all of them.
    [[nodiscard]] const Link* tunnel_link(const Config& config, const TunnelConfig& tunnel) const;
    [[nodiscard]] const Link* bundle_link(const Config& config, const PeerConfig& peer) const;
    /// Addresses of an interface that new connections may use: neither tentative nor deprecated.
    [[nodiscard]] std::vector<LinkAddress> usable_addresses(int ifindex) const;
};

[[nodiscard]] Result<KernelView> take_kernel_view(LinkPort& links, RoutePort& routes);

/// One address family of an uplink as it is now.
struct UplinkFamily {
    IpAddress address;
    std::optional<IpPrefix> network;
    std::optional<IpAddress> gateway;
};

/// One uplink as it is now: what is configured, filled up from the kernel.
struct UplinkState {
    const UplinkConfig* config = nullptr;
    unsigned index = 0;  ///< in the configuration
    int ifindex = 0;     ///< 0: there is no such interface
    bool carrier = false;
    uint32_t mtu = 0;
    std::vector<UplinkFamily> families;  ///< at most one of each
    /// Why nothing can be sent by it; empty where something can.
    std::string trouble;

    [[nodiscard]] const UplinkFamily* family(Family family) const;
};

/// In the order of the configuration. Addresses and gateways that it leaves out are taken from the interface
/// and from default routes over it.
[[nodiscard]] std::vector<UplinkState> observe_uplinks(const Config& config, const KernelView& view);

/// For the planner of steering; uplinks without any address are left out, nothing can be sent from them.
[[nodiscard]] std::vector<UplinkPath> steering_paths(const std::vector<UplinkState>& uplinks);
/// The networks of the LAN's interfaces.
[[nodiscard]] std::vector<LocalNetwork> lan_networks(const Config& config, const KernelView& view);
/// For the planner of the maps.
[[nodiscard]] KernelFacts kernel_facts(const KernelView& view, const std::vector<UplinkState>& uplinks);

/// An address of the gateway's own inside one of `networks`, LAN interfaces first: the source of probes and
/// of own packets to a peer, because only such a one fits the negotiated selectors.
[[nodiscard]] std::optional<IpAddress> inner_address(const Config& config, const KernelView& view,
                                                     const std::vector<IpPrefix>& networks, Family family);

}  // namespace hawser::loader
