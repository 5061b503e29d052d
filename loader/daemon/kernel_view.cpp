// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/kernel_view.h"

#include <algorithm>

namespace hawser::loader {
namespace {

template <typename Predicate>
const Link* find_link(const std::vector<Link>& links, Predicate predicate) {
    const auto found = std::find_if(links.begin(), links.end(), predicate);
    return found == links.end() ? nullptr : &*found;
}

std::optional<IpAddress> configured(const std::vector<IpAddress>& addresses, Family family) {
    for (const IpAddress& address : addresses) {
        if (address.family() == family) return address;
    }
    return std::nullopt;
}

/// The next hop of a default route of somebody else's over the interface; ours are copies of it.
std::optional<IpAddress> default_gateway(const KernelView& view, int ifindex, Family family) {
    for (const Route& route : view.routes) {
        if (route.protocol == kRouteProtocol || route.destination.length() != 0 || route.table != kMainTable)
            continue;
        if (route.destination.family() != family) continue;
        for (const NextHop& hop : route.next_hops) {
            if (hop.ifindex == ifindex && hop.gateway) return hop.gateway;
        }
    }
    return std::nullopt;
}

std::optional<UplinkFamily> observe_family(const UplinkConfig& config, const KernelView& view, int ifindex,
                                           Family family) {
    const std::optional<IpAddress> wanted = configured(config.addresses, family);
    // An uplink that names its addresses has no others: another family on it is the administrator's own.
    if (!wanted && !config.addresses.empty()) return std::nullopt;
    for (const LinkAddress& candidate : view.usable_addresses(ifindex)) {
        if (candidate.address.family() != family || !candidate.global) continue;
        if (wanted && candidate.address != *wanted) continue;
        UplinkFamily found{.address = candidate.address, .network = std::nullopt, .gateway = std::nullopt};
        const IpPrefix network = candidate.network();
        if (network.length() < network.address().bits()) found.network = network;
        found.gateway = configured(config.gateways, family);
        if (!found.gateway) found.gateway = default_gateway(view, ifindex, family);
        return found;
    }
    return std::nullopt;
}

std::string trouble_of(const UplinkState& uplink, const Link* link) {
    const std::string& name = uplink.config->interface;
    if (link == nullptr) return "there is no interface " + name;
    if (!link->up) return "interface " + name + " is administratively down";
    if (!link->carrier) return "interface " + name + " has no carrier";
    if (uplink.families.empty()) {
        return uplink.config->addresses.empty() ? "interface " + name + " has no usable address"
                                                : "interface " + name + " does not have the address " +
                                                      uplink.config->addresses.front().to_string();
    }
    return {};
}

}  // namespace

const Link* KernelView::link(const std::string& name) const {
    return find_link(links, [&](const Link& link) { return link.name == name; });
}

const Link* KernelView::link(int ifindex) const {
    return find_link(links, [&](const Link& link) { return link.ifindex == ifindex; });
}

const Link* KernelView::owned(const XfrmOwner& owner) const {
    return find_link(links, [&](const Link& link) { return link.owner() == owner; });
}

const Link* KernelView::tunnel_link(const Config& config, const TunnelConfig& tunnel) const {
    if (tunnel.external) return link(tunnel.interface_name);
    if (config.interfaces == InterfacesChoice::kShared) return owned(kHubOwner);
    return owned({XfrmRole::kTunnel, tunnel.id});
}

const Link* KernelView::bundle_link(const Config& config, const PeerConfig& peer) const {
    if (config.interfaces == InterfacesChoice::kShared) return owned(kHubOwner);
    return owned({XfrmRole::kBundle, peer.id});
}

std::vector<LinkAddress> KernelView::usable_addresses(int ifindex) const {
    std::vector<LinkAddress> usable;
    for (const LinkAddress& address : addresses) {
        if (address.ifindex == ifindex && !address.tentative && !address.deprecated)
            usable.push_back(address);
    }
    return usable;
}

Result<KernelView> take_kernel_view(LinkPort& links, RoutePort& routes) {
    KernelView view;
    auto listed_links = links.list_links();
    if (!listed_links) return listed_links.error();
    auto listed_addresses = links.list_addresses();
    if (!listed_addresses) return listed_addresses.error();
    auto listed_routes = routes.list_routes(false);
    if (!listed_routes) return listed_routes.error();
    view.links = *std::move(listed_links);
    view.addresses = *std::move(listed_addresses);
    view.routes = *std::move(listed_routes);
    return view;
}

const UplinkFamily* UplinkState::family(Family wanted) const {
    for (const UplinkFamily& each : families) {
        if (each.address.family() == wanted) return &each;
    }
    return nullptr;
}

std::vector<UplinkState> observe_uplinks(const Config& config, const KernelView& view) {
    std::vector<UplinkState> uplinks;
    for (const UplinkConfig& uplink : config.uplinks) {
        UplinkState state{.config = &uplink, .index = static_cast<unsigned>(uplinks.size())};
        const Link* link = view.link(uplink.interface);
        if (link != nullptr) {
            state.ifindex = link->ifindex;
            state.carrier = link->up && link->carrier;
            state.mtu = link->mtu;
            for (const Family family : {Family::kIpv4, Family::kIpv6}) {
                if (auto found = observe_family(uplink, view, link->ifindex, family))
                    state.families.push_back(*found);
            }
        }
        state.trouble = trouble_of(state, link);
        uplinks.push_back(std::move(state));
    }
    return uplinks;
}

std::vector<UplinkPath> steering_paths(const std::vector<UplinkState>& uplinks) {
    std::vector<UplinkPath> paths;
    for (const UplinkState& uplink : uplinks) {
        for (const UplinkFamily& family : uplink.families) {
            paths.push_back({.index = uplink.index,
                             .address = family.address,
                             .ifindex = uplink.carrier ? uplink.ifindex : 0,
                             .network = family.network,
                             .gateway = family.gateway});
        }
        // The address of an interface that has gone is still what ESP would be sent from.
        for (const IpAddress& address : uplink.config->addresses) {
            if (uplink.family(address.family()) == nullptr) {
                paths.push_back({.index = uplink.index, .address = address, .ifindex = 0});
            }
        }
    }
    return paths;
}

std::vector<LocalNetwork> lan_networks(const Config& config, const KernelView& view) {
    std::vector<LocalNetwork> networks;
    for (const std::string& name : config.lan_interfaces) {
        const Link* link = view.link(name);
        if (link == nullptr || !link->up || !link->carrier) continue;
        for (const LinkAddress& address : view.usable_addresses(link->ifindex)) {
            if (address.global) networks.push_back({address.network(), link->ifindex});
        }
    }
    return networks;
}

KernelFacts kernel_facts(const KernelView& view, const std::vector<UplinkState>& uplinks) {
    KernelFacts facts;
    for (const Link& link : view.links)
        facts.ifindexes[link.name] = static_cast<uint32_t>(link.ifindex);
    for (const LinkAddress& address : view.addresses) {
        facts.own_addresses.push_back(address.address);
        const Link* link = view.link(address.ifindex);
        if (link != nullptr && address.global) facts.connected.push_back({address.network(), link->name});
    }
    for (const UplinkState& uplink : uplinks) {
        for (const UplinkFamily& family : uplink.families) {
            if (family.gateway) facts.gateways.push_back(*family.gateway);
        }
    }
    return facts;
}

std::optional<IpAddress> inner_address(const Config& config, const KernelView& view,
                                       const std::vector<IpPrefix>& networks, Family family) {
    std::vector<const LinkAddress*> candidates;
    for (const std::string& name : config.lan_interfaces) {
        const Link* link = view.link(name);
        for (const LinkAddress& address : view.addresses) {
            if (link != nullptr && address.ifindex == link->ifindex) candidates.push_back(&address);
        }
    }
    for (const LinkAddress& address : view.addresses)
        candidates.push_back(&address);
    for (const LinkAddress* candidate : candidates) {
        const IpAddress& address = candidate->address;
        if (address.family() != family || candidate->tentative || address.is_link_local()) continue;
        if (std::any_of(networks.begin(), networks.end(),
                        [&](const IpPrefix& network) { return network.contains(address); })) {
            return address;
        }
    }
    return std::nullopt;
}

}  // namespace hawser::loader
