// SPDX-License-Identifier: BSD-2-Clause
#include "loader/kernel/steering.h"

#include <algorithm>
#include <tuple>

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
void add_route(std::vector<Route>& routes, Route route) {
    const auto key = [](const Route& one) { return std::tie(one.table, one.destination, one.metric); };
    const bool there = std::any_of(routes.begin(), routes.end(),
                                   [&](const Route& other) { return key(other) == key(route); });
    if (!there) routes.push_back(std::move(route));
}

void add_rule(std::vector<Rule>& rules, Rule rule) {
    if (std::find(rules.begin(), rules.end(), rule) == rules.end()) rules.push_back(std::move(rule));
}

/// Also without its interface: the endpoint is then not reached by another uplink in its place.
void add_endpoint(SteeringPlan& plan, const UplinkPath& uplink, const IpAddress& endpoint, uint32_t table) {
    const IpPrefix host(endpoint, endpoint.bits());
    add_route(plan.routes, unreachable(host, table));
    if (uplink.ifindex == 0) return;
    const bool near = uplink.network && uplink.network->contains(endpoint);
    add_route(plan.routes,
              near ? connected_route(host, uplink.ifindex, table) : route_by(uplink, host, table, kMetric));
}

void add_tunnelled(SteeringPlan& plan, const UplinkPath& uplink, const TunnelledNetworks& tunnelled,
                   uint32_t table) {
    for (const IpPrefix& network : tunnelled.networks) {
        if (network.family() != uplink.address.family() || network.length() == 0) continue;
        for (const IpAddress& endpoint : tunnelled.endpoints) {
            if (network.contains(endpoint)) add_endpoint(plan, uplink, endpoint, table);
        }
        add_route(plan.routes, {.destination = network,
                                .table = table,
                                .metric = kUnreachableMetric,
                                .kind = RouteKind::kThrow});
    }
}

void add_uplink(SteeringPlan& plan, const UplinkPath& uplink, const std::vector<LocalNetwork>& local,
                const TunnelledNetworks& tunnelled) {
    const Family family = uplink.address.family();
    const uint32_t table = kUplinkTableBase + uplink.index;
    add_route(plan.routes, unreachable_default(family, table));
    add_tunnelled(plan, uplink, tunnelled, table);
    add_rule(plan.rules,
             {.family = family, .priority = kSteeringRulePriority, .source = uplink.address, .table = table});
    if (uplink.ifindex == 0) return;
    if (uplink.network && uplink.network->length() != 0) {
        add_route(plan.routes, connected_route(*uplink.network, uplink.ifindex, table));
    }
    add_route(plan.routes, default_route(uplink, table, kMetric));
    for (const LocalNetwork& one : local) {
        if (one.network.family() != family || one.ifindex == uplink.ifindex) continue;
        add_route(plan.routes, connected_route(one.network, one.ifindex, table));
    }
}

}  // namespace

SteeringPlan plan_steering(const std::vector<UplinkPath>& uplinks, const std::vector<LocalNetwork>& local,
                           const TunnelledNetworks& tunnelled) {
    SteeringPlan plan;
    for (const UplinkPath& uplink : uplinks)
        add_uplink(plan, uplink, local, tunnelled);
    return plan;
}

SteeringPlan plan_direct_traffic(const std::vector<UplinkPath>& uplinks) {
    SteeringPlan plan;
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
        add_route(plan.routes, unreachable_default(family, kDirectTable));
    }
    for (const UplinkPath& uplink : uplinks) {
        if (uplink.ifindex == 0) continue;
        add_route(plan.routes, default_route(uplink, kDirectTable, kMetric + uplink.index));
    }
    return plan;
}

}  // namespace hawser::loader
