// SPDX-License-Identifier: BSD-2-Clause
#include "loader/kernel/fake/fake_routes.h"

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <tuple>
#include <utility>

namespace hawser::loader {
namespace {

bool same_key(const Route& a, const Route& b) {
    return std::tie(a.table, a.destination, a.metric) == std::tie(b.table, b.destination, b.metric);
}

bool is_device_multipath(const Route& route) {
    return route.next_hops.size() > 1 && std::any_of(route.next_hops.begin(), route.next_hops.end(),
                                                     [](const NextHop& hop) { return !hop.gateway; });
}

}  // namespace

Result<void> FakeRoutes::failure(const char* doing) {
    if (failure_ == 0) {
        ++changes_;
        return {};
    }
    return Error::system(doing, std::exchange(failure_, 0));
}

Result<std::vector<Route>> FakeRoutes::list_routes(bool ours_only) {
    std::vector<Route> listed;
    std::copy_if(routes_.begin(), routes_.end(), std::back_inserter(listed),
                 [&](const Route& route) { return !ours_only || route.protocol == kRouteProtocol; });
    return listed;
}

Result<void> FakeRoutes::replace_route(const Route& route) {
    if (auto failed = failure("setting a route"); !failed.ok()) return failed;
    HAWSER_CHECK(route.metric != 0, "a route of ours has a metric");
    if (route.destination.family() == Family::kIpv6 && is_device_multipath(route)) {
        return Error::system("setting a route", EINVAL);
    }
    std::erase_if(routes_, [&](const Route& other) { return same_key(other, route); });
    routes_.push_back(route);
    return {};
}

Result<void> FakeRoutes::delete_route(const Route& route) {
    if (auto failed = failure("deleting a route"); !failed.ok()) return failed;
    std::erase_if(routes_, [&](const Route& other) {
        return same_key(other, route) && other.protocol == route.protocol;
    });
    return {};
}

Result<std::vector<Rule>> FakeRoutes::list_rules(bool ours_only) {
    std::vector<Rule> listed;
    std::copy_if(rules_.begin(), rules_.end(), std::back_inserter(listed),
                 [&](const Rule& rule) { return !ours_only || rule.protocol == kRouteProtocol; });
    return listed;
}

Result<void> FakeRoutes::add_rule(const Rule& rule) {
    if (auto failed = failure("adding a rule"); !failed.ok()) return failed;
    if (std::find(rules_.begin(), rules_.end(), rule) == rules_.end()) rules_.push_back(rule);
    return {};
}

Result<void> FakeRoutes::delete_rule(const Rule& rule) {
    if (auto failed = failure("deleting a rule"); !failed.ok()) return failed;
    std::erase(rules_, rule);
    return {};
}

void FakeRoutes::drop_routes_of(int ifindex) {
    std::erase_if(routes_, [&](const Route& route) {
        return !route.next_hops.empty() &&
               std::all_of(route.next_hops.begin(), route.next_hops.end(),
                           [&](const NextHop& hop) { return hop.ifindex == ifindex; });
    });
}

}  // namespace hawser::loader
