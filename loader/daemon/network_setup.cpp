// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/network_setup.h"

#include <fmt/format.h>

#include <algorithm>

#include "loader/config/interface_names.h"
#include "loader/daemon/inner_addresses.h"
#include "loader/daemon/negotiations.h"
#include "loader/kernel/apply_routes.h"
#include "loader/kernel/peer_routes.h"
#include "loader/kernel/steering.h"

namespace hawser::loader {
namespace {

PeerPaths guard_paths(const PeerConfig& peer) {
    PeerPaths paths;
    paths.networks = peer.networks;
    paths.fail_open = peer.fail == FailChoice::kOpen;
    return paths;
}

PeerPaths peer_paths(const Config& config, const PeerConfig& peer, const KernelView& view,
                     const Negotiations& negotiations) {
    PeerPaths paths = guard_paths(peer);
    if (const Link* bundle = view.bundle_link(config, peer)) paths.bundle_ifindex = bundle->ifindex;
    for (const TunnelConfig& tunnel : peer.tunnels) {
        const Link* link = view.tunnel_link(config, tunnel);
        if (link != nullptr && link->ifindex != paths.bundle_ifindex) {
            paths.tunnel_ifindexes.push_back(link->ifindex);
        }
    }
    const std::vector<IpPrefix> networks = negotiations.inner_networks(peer);
    paths.source_v4 = inner_address(config, view, networks, Family::kIpv4);
    paths.source_v6 = inner_address(config, view, networks, Family::kIpv6);
    return paths;
}

bool is_direct(const PeerConfig& peer) {
    return peer.gateway_traffic == GatewayTraffic::kDirect;
}

/// Peers that are allowed to be reached in the clear, by whom or when it may be, are not among them.
TunnelledNetworks tunnelled_networks(const Config& config) {
    TunnelledNetworks tunnelled;
    for (const PeerConfig& peer : config.peers) {
        if (peer.fail == FailChoice::kOpen || is_direct(peer)) continue;
        tunnelled.networks.insert(tunnelled.networks.end(), peer.networks.begin(), peer.networks.end());
    }
    for (const PeerConfig& peer : config.peers) {
        for (const TunnelConfig& tunnel : peer.tunnels) {
            if (tunnel.endpoint) tunnelled.endpoints.push_back(*tunnel.endpoint);
        }
    }
    return tunnelled;
}

void append(SteeringPlan& plan, const SteeringPlan& more) {
    plan.routes.insert(plan.routes.end(), more.routes.begin(), more.routes.end());
    plan.rules.insert(plan.rules.end(), more.rules.begin(), more.rules.end());
}

uint32_t mtu_of(const TunnelMtus& mtus, TunnelId tunnel) {
    const auto found = mtus.find(tunnel);
    return found == mtus.end() || found->second == 0 ? kDefaultTunnelMtu : found->second;
}

bool by_mtu(const TunnelMtus::value_type& a, const TunnelMtus::value_type& b) {
    return a.second < b.second;
}

bool is_wanted(const Config& config, const TunnelIndex& tunnels, const XfrmOwner& owner) {
    if (config.interfaces == InterfacesChoice::kShared) return owner == kHubOwner;
    switch (owner.role) {
        case XfrmRole::kTunnel:
            return tunnels.find(TunnelId(owner.id)) != nullptr;
        case XfrmRole::kBundle:
            return std::any_of(config.peers.begin(), config.peers.end(),
                               [&](const PeerConfig& peer) { return peer.id == owner.id; });
        case XfrmRole::kHub:
            break;
    }
    return false;
}

uint32_t bundle_mtu(const PeerConfig& peer, const TunnelMtus& mtus) {
    uint32_t smallest = UINT32_MAX;
    for (const TunnelConfig& tunnel : peer.tunnels) {
        smallest = std::min(smallest, mtu_of(mtus, TunnelId(tunnel.id)));
    }
    return peer.tunnels.empty() ? kDefaultTunnelMtu : smallest;
}

}  // namespace

Result<void> NetworkSetup::guard(const Config& config) {
    Result<void> outcome;
    for (const PeerConfig& peer : config.peers) {
        for (const Route& route : plan_peer_routes(guard_paths(peer))) {
            auto replaced = routes_.replace_route(route);
            if (!replaced && outcome.ok()) outcome = replaced.error();
        }
    }
    return outcome;
}

Result<size_t> NetworkSetup::ensure_interfaces(const Config& config, const TunnelIndex& tunnels,
                                               const KernelView& view, const TunnelMtus& mtus) {
    auto removed = remove_strangers(config, tunnels, view);
    if (!removed) return removed.error();
    auto made = config.interfaces == InterfacesChoice::kShared ? ensure_shared(config, mtus)
                                                               : ensure_each(config, tunnels, mtus);
    if (!made) return made;
    for (const auto& [id, entry] : tunnels.all()) {
        const std::string& name = entry.tunnel->interface_name;
        if (!entry.tunnel->external || view.link(name) == nullptr) continue;
        if (auto switched = ensure_tunnel_sysctls(sysctl_, name); !switched)
            return switched.error().within("preparing the interface of tunnel " + entry.tunnel->name);
    }
    return *removed + *made;
}

Result<size_t> NetworkSetup::ensure_shared(const Config& config, const TunnelMtus& mtus) {
    uint32_t smallest = kDefaultTunnelMtu;
    if (!mtus.empty()) smallest = std::min_element(mtus.begin(), mtus.end(), by_mtu)->second;
    auto hub = links_.ensure_xfrm_interface({.name = kHubInterface,
                                             .if_id = IfId(0),
                                             .owner = kHubOwner,
                                             .collect_metadata = true,
                                             .mtu = smallest == 0 ? kDefaultTunnelMtu : smallest});
    if (!hub)
        return hub.error().within(fmt::format("making the interface of all {} peers", config.peers.size()));
    if (auto switched = ensure_tunnel_sysctls(sysctl_, kHubInterface); !switched)
        return switched.error().within("preparing the interface of all peers");
    return hub->changed ? 1 : 0;
}

Result<size_t> NetworkSetup::ensure_each(const Config& config, const TunnelIndex& tunnels,
                                         const TunnelMtus& mtus) {
    size_t changes = 0;
    for (const PeerConfig& peer : config.peers) {
        auto bundle = links_.ensure_xfrm_interface({.name = peer.interface_name,
                                                    .if_id = IfId(peer.bundle_if_id),
                                                    .owner = {XfrmRole::kBundle, peer.id},
                                                    .mtu = bundle_mtu(peer, mtus),
                                                    .group = is_direct(peer) ? kDirectGroup : 0});
        if (!bundle) return bundle.error().within("making the bundle interface of peer " + peer.name);
        changes += bundle->changed ? 1 : 0;
    }
    for (const auto& [id, entry] : tunnels.all()) {
        if (entry.tunnel->external) continue;
        auto link = links_.ensure_xfrm_interface({.name = entry.tunnel->interface_name,
                                                  .if_id = entry.if_id(),
                                                  .owner = {XfrmRole::kTunnel, id.value()},
                                                  .mtu = mtu_of(mtus, id)});
        if (!link) return link.error().within("making the interface of tunnel " + entry.tunnel->name);
        changes += link->changed ? 1 : 0;
        auto switched = ensure_tunnel_sysctls(sysctl_, entry.tunnel->interface_name);
        if (!switched)
            return switched.error().within("preparing the interface of tunnel " + entry.tunnel->name);
    }
    return changes;
}

Result<size_t> NetworkSetup::remove_strangers(const Config& config, const TunnelIndex& tunnels,
                                              const KernelView& view) {
    size_t removed = 0;
    for (const Link& link : our_links(view.links)) {
        const XfrmOwner owner = *link.owner();
        if (is_wanted(config, tunnels, owner)) continue;
        auto deleted = links_.delete_link(link.ifindex);
        if (!deleted)
            return deleted.error().within("removing " + link.name + ", which is not configured any more");
        ++removed;
    }
    return removed;
}

Result<size_t> NetworkSetup::ensure_routes(const Config& config, const KernelView& view,
                                           const std::vector<UplinkState>& uplinks,
                                           const Negotiations& negotiations, const std::set<uint32_t>& open) {
    const std::vector<UplinkPath> paths = steering_paths(uplinks);
    SteeringPlan plan = plan_steering(paths, lan_networks(config, view), tunnelled_networks(config));
    for (const PeerConfig& peer : config.peers) {
        if (open.count(peer.id) != 0) continue;
        append(plan, {.routes = plan_peer_routes(peer_paths(config, peer, view, negotiations))});
    }
    // Only where somebody wants it: its rules cost every packet of the namespace.
    if (std::any_of(config.peers.begin(), config.peers.end(), is_direct))
        append(plan, plan_direct_traffic(paths));
    append(plan, plan_inner_sources(config, view, negotiations));
    return apply_routes(routes_, plan);
}

}  // namespace hawser::loader
