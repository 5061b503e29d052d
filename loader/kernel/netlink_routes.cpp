// SPDX-License-Identifier: BSD-2-Clause
#include "loader/kernel/netlink_routes.h"

#include <linux/netlink.h>

#include <cerrno>
#include <memory>

#include "loader/kernel/kernel.h"
#include "loader/kernel/route_encoding.h"

namespace hawser::loader {
namespace {

bool is_one_of(const Result<void>& result, std::initializer_list<int> numbers) {
    if (result.ok()) return false;
    for (const int number : numbers) {
        if (result.error().error_number() == number) return true;
    }
    return false;
}

/// A kernel without this family has nothing of it.
Result<void> without_family(Result<void> result) {
    if (is_one_of(result, {EAFNOSUPPORT, EOPNOTSUPP})) return {};
    return result;
}

}  // namespace

Result<std::unique_ptr<RoutePort>> open_route_port() {
    Result<NetlinkSocket> socket = NetlinkSocket::open(NETLINK_ROUTE);
    if (!socket.ok()) return socket.error().within("routes");
    return std::unique_ptr<RoutePort>(std::make_unique<NetlinkRoutes>(*std::move(socket)));
}

Result<void> NetlinkRoutes::list_family(Family family, bool ours_only, std::vector<Route>& routes) {
    const size_t before = routes.size();
    const auto visit = [&](const nlmsghdr& message) {
        auto route = decode_route(message);
        // Kernels before 4.20 do not filter.
        if (route && (!ours_only || route->protocol == kRouteProtocol)) routes.push_back(*std::move(route));
    };
    return without_family(socket_.query(encode_list_routes(family, ours_only ? kRouteProtocol : 0),
                                        "listing routes", visit, [&] { routes.resize(before); }));
}

Result<std::vector<Route>> NetlinkRoutes::list_routes(bool ours_only) {
    std::vector<Route> routes;
    for (const Family family : {Family::kIpv4, Family::kIpv6}) {
        if (auto listed = list_family(family, ours_only, routes); !listed.ok()) return listed.error();
    }
    return routes;
}

Result<void> NetlinkRoutes::replace_route(const Route& route) {
    return socket_.request(encode_replace_route(route), "setting route " + route.to_string());
}

Result<void> NetlinkRoutes::delete_route(const Route& route) {
    Result<void> deleted = socket_.request(encode_delete_route(route), "deleting route " + route.to_string());
    if (is_one_of(deleted, {ESRCH, ENOENT})) return {};
    return deleted;
}

Result<void> NetlinkRoutes::list_family(Family family, bool ours_only, std::vector<Rule>& rules) {
    const size_t before = rules.size();
    const auto visit = [&](const nlmsghdr& message) {
        auto rule = decode_rule(message);
        if (rule && (!ours_only || rule->protocol == kRouteProtocol)) rules.push_back(*std::move(rule));
    };
    return without_family(
        socket_.query(encode_list_rules(family), "listing rules", visit, [&] { rules.resize(before); }));
}

Result<std::vector<Rule>> NetlinkRoutes::list_rules(bool ours_only) {
    std::vector<Rule> rules;
    for (const Family family : {Family::kIpv4, Family::kIpv6}) {
        if (auto listed = list_family(family, ours_only, rules); !listed.ok()) return listed.error();
    }
    return rules;
}

Result<void> NetlinkRoutes::add_rule(const Rule& rule) {
    Result<void> added = socket_.request(encode_add_rule(rule), "adding rule " + rule.to_string());
    if (is_one_of(added, {EEXIST})) return {};
    return added;
}

Result<void> NetlinkRoutes::delete_rule(const Rule& rule) {
    Result<void> deleted = socket_.request(encode_delete_rule(rule), "deleting rule " + rule.to_string());
    if (is_one_of(deleted, {ENOENT})) return {};
    return deleted;
}

}  // namespace hawser::loader
