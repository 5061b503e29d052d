// SPDX-License-Identifier: BSD-2-Clause
#include "loader/kernel/peer_routes.h"

#include "base/bytes.h"

namespace hawser::loader {
namespace {

/// Two halves of everything instead of everything: see the header.
std::vector<IpPrefix> routed_networks(const IpPrefix& network) {
    if (network.length() != 0) return {network};
    constexpr uint8_t kUpperHalf = 0x80;
    Bytes upper = to_bytes(network.address().bytes());
    upper.front() = kUpperHalf;
    return {IpPrefix(network.address(), 1), IpPrefix(IpAddress::from_bytes(upper), 1)};
}

std::vector<NextHop> next_hops(const std::vector<int>& ifindexes) {
    std::vector<NextHop> hops;
    hops.reserve(ifindexes.size());
    for (const int ifindex : ifindexes)
        hops.push_back({.ifindex = ifindex});
    return hops;
}

void add_bundle_route(std::vector<Route>& routes, const PeerPaths& peer, const IpPrefix& network) {
    if (peer.bundle_ifindex == 0) return;
    const bool v4 = network.family() == Family::kIpv4;
    routes.push_back({.destination = network,
                      .metric = kBundleMetric,
                      .next_hops = {{.ifindex = peer.bundle_ifindex}},
                      .preferred_source = v4 ? peer.source_v4 : peer.source_v6});
}

void add_tunnel_routes(std::vector<Route>& routes, const PeerPaths& peer, const IpPrefix& network) {
    if (peer.tunnel_ifindexes.empty()) return;
    if (network.family() == Family::kIpv4) {
        routes.push_back({.destination = network,
                          .metric = kTunnelsMetric,
                          .next_hops = next_hops(peer.tunnel_ifindexes)});
        return;
    }
    uint32_t metric = kTunnelsMetric;
    for (const int ifindex : peer.tunnel_ifindexes) {
        routes.push_back({.destination = network, .metric = metric--, .next_hops = {{.ifindex = ifindex}}});
    }
}

void add_unreachable_route(std::vector<Route>& routes, const PeerPaths& peer, const IpPrefix& network) {
    if (peer.fail_open) return;
    routes.push_back({.destination = network, .metric = kUnreachableMetric, .kind = RouteKind::kUnreachable});
}

}  // namespace

std::vector<Route> plan_peer_routes(const PeerPaths& peer) {
    std::vector<Route> routes;
    for (const IpPrefix& configured : peer.networks) {
        for (const IpPrefix& network : routed_networks(configured)) {
            // In this order: from the first moment on, nothing leaks.
            add_unreachable_route(routes, peer, network);
            add_tunnel_routes(routes, peer, network);
            add_bundle_route(routes, peer, network);
        }
    }
    return routes;
}

}  // namespace hawser::loader
