// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>

#include "loader/kernel/netlink_message.h"
#include "loader/kernel/routes.h"

struct nlmsghdr;

namespace hawser::loader {

/// RTM_NEWROUTE that adds or replaces. A metric of 0 is a bug: IPv6 would make 1024 of it.
[[nodiscard]] NetlinkMessage encode_replace_route(const Route& route);
[[nodiscard]] NetlinkMessage encode_delete_route(const Route& route);
/// `protocol` 0: all. Kernels filter by it since 4.20.
[[nodiscard]] NetlinkMessage encode_list_routes(Family family, uint8_t protocol);
/// RTM_NEWROUTE and RTM_DELROUTE. Nothing for cache entries and families other than IPv4 and IPv6.
[[nodiscard]] std::optional<Route> decode_route(const nlmsghdr& message);

[[nodiscard]] NetlinkMessage encode_add_rule(const Rule& rule);
[[nodiscard]] NetlinkMessage encode_delete_rule(const Rule& rule);
[[nodiscard]] NetlinkMessage encode_list_rules(Family family);
/// RTM_NEWRULE and RTM_DELRULE. Of foreign rules only what a Rule has room for.
[[nodiscard]] std::optional<Rule> decode_rule(const nlmsghdr& message);

}  // namespace hawser::loader
