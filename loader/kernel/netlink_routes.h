// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "loader/kernel/netlink_socket.h"
#include "loader/kernel/route_port.h"

namespace hawser::loader {

/// Routes and rules over NETLINK_ROUTE.
class NetlinkRoutes final : public RoutePort {
 public:
    explicit NetlinkRoutes(NetlinkSocket socket) : socket_(std::move(socket)) {}

    Result<std::vector<Route>> list_routes(bool ours_only) override;
    Result<void> replace_route(const Route& route) override;
    Result<void> delete_route(const Route& route) override;
    Result<std::vector<Rule>> list_rules(bool ours_only) override;
    Result<void> add_rule(const Rule& rule) override;
    Result<void> delete_rule(const Rule& rule) override;

 private:
    Result<void> list_family(Family family, bool ours_only, std::vector<Route>& routes);
    Result<void> list_family(Family family, bool ours_only, std::vector<Rule>& rules);

    NetlinkSocket socket_;
};

}  // namespace hawser::loader
