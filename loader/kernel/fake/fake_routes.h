// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <vector>

#include "loader/kernel/route_port.h"

namespace hawser::loader {

/// Routes and rules in memory, with the kernel's refusals: IPv6 takes no multipath without gateways.
class FakeRoutes final : public RoutePort {
 public:
    Result<std::vector<Route>> list_routes(bool ours_only) override;
    Result<void> replace_route(const Route& route) override;
    Result<void> delete_route(const Route& route) override;
    Result<std::vector<Rule>> list_rules(bool ours_only) override;
    Result<void> add_rule(const Rule& rule) override;
    Result<void> delete_rule(const Rule& rule) override;

    /// What the kernel does when an interface goes down: routes over it alone are gone.
    void drop_routes_of(int ifindex);
    /// The next change fails with this number.
    void fail_next(int error_number) { failure_ = error_number; }
    [[nodiscard]] const std::vector<Route>& routes() const { return routes_; }
    [[nodiscard]] const std::vector<Rule>& rules() const { return rules_; }
    /// Changes so far, the failed ones not counted.
    [[nodiscard]] size_t changes() const { return changes_; }

 private:
    Result<void> failure(const char* doing);

    std::vector<Route> routes_;
    std::vector<Rule> rules_;
    size_t changes_ = 0;
    int failure_ = 0;
};

}  // namespace hawser::loader
