// SPDX-License-Identifier: BSD-2-Clause
#include "loader/kernel/apply_routes.h"

#include <optional>
#include <set>
#include <tuple>

namespace hawser::loader {
namespace {

using RouteKey = std::tuple<uint32_t, IpPrefix, uint32_t>;

RouteKey key_of(const Route& route) {
    return {route.table, route.destination, route.metric};
}

/// How many changes succeeded, and the first that did not.
class Tally {
 public:
    void count(const Result<void>& result) {
        if (result.ok()) {
            ++changes_;
        } else if (!first_error_) {
            first_error_ = result.error();
        }
    }
    [[nodiscard]] Result<size_t> result() const {
        if (first_error_) return *first_error_;
        return changes_;
    }

 private:
    size_t changes_ = 0;
    std::optional<Error> first_error_;
};

void apply_rules(RoutePort& port, const std::vector<Rule>& planned, const std::vector<Rule>& listed,
                 Tally& tally) {
    const std::set<Rule> before(listed.begin(), listed.end());
    const std::set<Rule> wanted(planned.begin(), planned.end());
    for (const Rule& rule : planned) {
        if (!before.contains(rule)) tally.count(port.add_rule(rule));
    }
    for (const Rule& rule : listed) {
        if (!wanted.contains(rule)) tally.count(port.delete_rule(rule));
    }
}

void put_routes(RoutePort& port, const std::vector<Route>& planned, const std::vector<Route>& listed,
                Tally& tally) {
    const std::set<Route> before(listed.begin(), listed.end());
    for (const Route& route : planned) {
        if (!before.contains(route)) tally.count(port.replace_route(route));
    }
}

void delete_surplus(RoutePort& port, const std::vector<Route>& planned, const std::vector<Route>& listed,
                    Tally& tally) {
    std::set<RouteKey> wanted;
    for (const Route& route : planned)
        wanted.insert(key_of(route));
    for (const Route& route : listed) {
        if (!wanted.contains(key_of(route))) tally.count(port.delete_route(route));
    }
}

}  // namespace

Result<size_t> apply_routes(RoutePort& port, const SteeringPlan& plan) {
    const Result<std::vector<Route>> routes = port.list_routes(/*ours_only=*/true);
    if (!routes.ok()) return routes.error();
    const Result<std::vector<Rule>> rules = port.list_rules(/*ours_only=*/true);
    if (!rules.ok()) return rules.error();
    Tally tally;
    // A rule before its table would lead packets past an empty one, to another uplink.
    put_routes(port, plan.routes, *routes, tally);
    apply_rules(port, plan.rules, *rules, tally);
    delete_surplus(port, plan.routes, *routes, tally);
    return tally.result();
}

}  // namespace hawser::loader
