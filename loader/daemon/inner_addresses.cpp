// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/inner_addresses.h"

#include <spdlog/spdlog.h>

#include <set>
#include <utility>

namespace hawser::loader {
namespace {

/// An address and the interface that it belongs on.
using Place = std::pair<int, IpAddress>;

std::set<Place> wanted_places(const Config& config, const TunnelIndex& tunnels, const KernelView& view,
                              const Negotiations& negotiations) {
    std::set<Place> wanted;
    for (const auto& [id, entry] : tunnels.all()) {
        const auto addresses = negotiations.inner_addresses(id);
        const Link* link = addresses.empty() ? nullptr : view.tunnel_link(config, *entry.tunnel);
        if (link == nullptr) continue;
        for (const IpAddress& one : addresses)
            wanted.emplace(link->ifindex, one);
    }
    return wanted;
}

std::set<Place> present_places(const KernelView& view) {
    std::set<Place> present;
    for (const LinkAddress& one : view.addresses) {
        const Link* link = view.link(one.ifindex);
        if (one.protocol == kAddressProtocol && link != nullptr && link->owner())
            present.emplace(one.ifindex, one.address);
    }
    return present;
}

}  // namespace

Result<size_t> ensure_inner_addresses(LinkPort& links, const Config& config, const TunnelIndex& tunnels,
                                      const KernelView& view, const Negotiations& negotiations) {
    const std::set<Place> wanted = wanted_places(config, tunnels, view, negotiations);
    const std::set<Place> present = present_places(view);
    size_t changes = 0;
    for (const auto& [ifindex, address] : wanted) {
        if (present.count({ifindex, address}) != 0) continue;
        if (auto added = links.add_address(ifindex, address); !added) return added.error();
        spdlog::info("{} is on {} now", address.to_string(), view.link(ifindex)->name);
        ++changes;
    }
    for (const auto& [ifindex, address] : present) {
        if (wanted.count({ifindex, address}) != 0) continue;
        if (auto deleted = links.delete_address(ifindex, address); !deleted) return deleted.error();
        spdlog::info("{} is off {}: it is not assigned to us any more", address.to_string(),
                     view.link(ifindex)->name);
        ++changes;
    }
    return changes;
}

SteeringPlan plan_inner_sources(const Config& config, const KernelView& view,
                                const Negotiations& negotiations) {
    constexpr uint32_t kMetric = 1;
    SteeringPlan plan;
    if (config.interfaces == InterfacesChoice::kShared) return plan;
    for (const PeerConfig& peer : config.peers) {
        if (peer.tunnels.size() < 2) continue;
        for (const TunnelConfig& tunnel : peer.tunnels) {
            const Link* link = view.tunnel_link(config, tunnel);
            for (const IpAddress& one : negotiations.inner_addresses(TunnelId(tunnel.id))) {
                if (link == nullptr) continue;
                const uint32_t table = kInnerTableBase + tunnel.id;
                plan.rules.push_back({.family = one.family(),
                                      .priority = kInnerRulePriority,
                                      .source = one,
                                      .input_interface = "lo",
                                      .table = table});
                for (const IpPrefix& network : peer.networks) {
                    if (network.family() != one.family()) continue;
                    plan.routes.push_back({.destination = network,
                                           .table = table,
                                           .metric = kMetric,
                                           .next_hops = {{.ifindex = link->ifindex}},
                                           .preferred_source = one});
                }
            }
        }
    }
    return plan;
}

}  // namespace hawser::loader
