// SPDX-License-Identifier: BSD-2-Clause
#include "loader/kernel/steering.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

namespace hawser::loader {
namespace {

constexpr uint32_t kMetric = 1;

IpPrefix default_network(Family family) {
    return {IpAddress::unspecified(family), 0};
}

Route unreachable(const IpPrefix& destination, uint32_t table) {
    return {.destination = destination,
            .table = table,
            .metric = kUnreachableMetric,
            .kind = RouteKind::kUnreachable};
}

Route unreachable_default(Family family, uint32_t table) {
    return unreachable(default_network(family), table);
}

/// A gateway outside the interface's network (a provider's /32) is reached all the same; a link-local one is
/// on every link.
bool needs_onlink(const UplinkPath& uplink) {
    if (!uplink.gateway || uplink.gateway->is_link_local()) return false;
    return !uplink.network || !uplink.network->contains(*uplink.gateway);
}

Route route_by(const UplinkPath& uplink, const IpPrefix& destination, uint32_t table, uint32_t metric) {
    return {.destination = destination,
            .table = table,
            .metric = metric,
            .next_hops = {
                {.ifindex = uplink.ifindex, .gateway = uplink.gateway, .onlink = needs_onlink(uplink)}}};
}

Route default_route(const UplinkPath& uplink, uint32_t table, uint32_t metric) {
    return route_by(uplink, default_network(uplink.address.family()), table, metric);
}

Route connected_route(const IpPrefix& network, int ifindex, uint32_t table) {
    return {.destination = network, .table = table, .metric = kMetric, .next_hops = {{.ifindex = ifindex}}};
}

/// First come, first served: an uplink with two addresses has one set of routes.
class RouteList {
 public:
    explicit RouteList(std::vector<Route>& routes) : routes_(routes) {}

    void add(Route route) {
        if (keys_.emplace(route.table, route.destination, route.metric).second)
            routes_.push_back(std::move(route));
    }

 private:
    std::vector<Route>& routes_;
    std::set<std::tuple<uint32_t, IpPrefix, uint32_t>> keys_;
};

void add_rule(std::vector<Rule>& rules, Rule rule) {
    if (std::find(rules.begin(), rules.end(), rule) == rules.end()) rules.push_back(std::move(rule));
}

/// Also without its interface: the endpoint is then not reached by another uplink in its place.
void add_endpoint(RouteList& routes, const UplinkPath& uplink, const IpAddress& endpoint, uint32_t table) {
    const IpPrefix host(endpoint, endpoint.bits());
    routes.add(unreachable(host, table));
    if (uplink.ifindex == 0) return;
    const bool near = uplink.network && uplink.network->contains(endpoint);
    routes.add(near ? connected_route(host, uplink.ifindex, table) : route_by(uplink, host, table, kMetric));
}

/// Networks by length, because a hub has thousands of them and of endpoints.
class NetworkSet {
 public:
    void add(const IpPrefix& network) {
        networks_.insert(network);
        lengths_.insert(network.length());
    }
    [[nodiscard]] bool contains(const IpAddress& address) const {
        return std::any_of(lengths_.begin(), lengths_.end(), [&](unsigned length) {
            return length <= address.bits() && networks_.count(IpPrefix(address, length)) != 0;
        });
    }
    [[nodiscard]] const std::set<IpPrefix>& all() const { return networks_; }

 private:
    std::set<IpPrefix> networks_;
    std::set<unsigned> lengths_;
};

/// The endpoints first: with the networks before them, they would be sought in another table.
void add_tunnelled(RouteList& routes, const UplinkPath& uplink, const TunnelledNetworks& tunnelled,
                   uint32_t table) {
    NetworkSet networks;
    for (const IpPrefix& network : tunnelled.networks) {
        if (network.family() == uplink.address.family() && network.length() != 0) networks.add(network);
    }
    for (const IpAddress& endpoint : tunnelled.endpoints) {
        if (networks.contains(endpoint)) add_endpoint(routes, uplink, endpoint, table);
    }
    for (const IpPrefix& network : networks.all()) {
        routes.add({.destination = network,
                    .table = table,
                    .metric = kUnreachableMetric,
                    .kind = RouteKind::kThrow});
    }
}

void add_uplink(RouteList& routes, std::vector<Rule>& rules, const UplinkPath& uplink,
                const std::vector<LocalNetwork>& local, const TunnelledNetworks& tunnelled) {
    const Family family = uplink.address.family();
    const uint32_t table = kUplinkTableBase + uplink.index;
    routes.add(unreachable_default(family, table));
    add_tunnelled(routes, uplink, tunnelled, table);
    add_rule(rules,
             {.family = family, .priority = kSteeringRulePriority, .source = uplink.address, .table = table});
    if (uplink.ifindex == 0) return;
    if (uplink.network && uplink.network->length() != 0) {
        routes.add(connected_route(*uplink.network, uplink.ifindex, table));
    }
    routes.add(default_route(uplink, table, kMetric));
    for (const LocalNetwork& one : local) {
        if (one.network.family() != family || one.ifindex == uplink.ifindex) continue;
        routes.add(connected_route(one.network, one.ifindex, table));
    }
}

}  // namespace

SteeringPlan plan_steering(const std::vector<UplinkPath>& uplinks, const std::vector<LocalNetwork>& local,
                           const TunnelledNetworks& tunnelled) {
    SteeringPlan plan;
    RouteList routes(plan.routes);
    for (const UplinkPath& uplink : uplinks)
        add_uplink(routes, plan.rules, uplink, local, tunnelled);
    return plan;
}

SteeringPlan plan_direct_traffic(const std::vector<UplinkPath>& uplinks) {
    SteeringPlan plan;
    RouteList routes(plan.routes);
    for (const Family family : {Family::kIpv4, Family::kIpv6}) {
        add_rule(plan.rules, {.family = family,
                              .priority = kDirectMainRulePriority,
                              .input_interface = "lo",
                              .table = kMainTable,
                              .suppress_group = kDirectGroup});
        add_rule(plan.rules, {.family = family,
                              .priority = kDirectRulePriority,
                              .input_interface = "lo",
                              .table = kDirectTable});
        routes.add(unreachable_default(family, kDirectTable));
    }
    for (const UplinkPath& uplink : uplinks) {
        if (uplink.ifindex == 0) continue;
        routes.add(default_route(uplink, kDirectTable, kMetric + uplink.index));
    }
    return plan;
}

}  // namespace hawser::loader
