// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <vector>

#include "base/result.h"
#include "loader/kernel/routes.h"

namespace hawser::loader {

/// The kernel's routes and rules.
class RoutePort {
 public:
    virtual ~RoutePort() = default;

    /// All routes of all tables, or those with our protocol number alone.
    virtual Result<std::vector<Route>> list_routes(bool ours_only) = 0;
    /// Adds the route, or puts it in the place of the one with its destination, table and metric.
    virtual Result<void> replace_route(const Route& route) = 0;
    /// No such route is no error.
    virtual Result<void> delete_route(const Route& route) = 0;

    virtual Result<std::vector<Rule>> list_rules(bool ours_only) = 0;
    /// The same rule already there is no error.
    virtual Result<void> add_rule(const Rule& rule) = 0;
    /// No such rule is no error.
    virtual Result<void> delete_rule(const Rule& rule) = 0;
};

}  // namespace hawser::loader
