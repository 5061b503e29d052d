// SPDX-License-Identifier: BSD-2-Clause
#include "loader/kernel/route_encoding.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <algorithm>

#include "base/check.h"

namespace hawser::loader {
namespace {

uint8_t address_family(Family family) {
    return family == Family::kIpv4 ? AF_INET : AF_INET6;
}

uint8_t route_type(const Route& route) {
    switch (route.kind) {
        case RouteKind::kUnicast:
            return RTN_UNICAST;
        case RouteKind::kUnreachable:
            return RTN_UNREACHABLE;
        case RouteKind::kThrow:
            return RTN_THROW;
        case RouteKind::kOther:
            break;
    }
    HAWSER_CHECK(false, "only unicast, unreachable and throw routes are made");
    return RTN_UNSPEC;
}

rtmsg route_header(const Route& route) {
    rtmsg header{};
    header.rtm_family = address_family(route.destination.family());
    header.rtm_dst_len = static_cast<uint8_t>(route.destination.length());
    // Tables above 255 are in RTA_TABLE alone.
    header.rtm_table = route.table < 256 ? static_cast<uint8_t>(route.table) : uint8_t{RT_TABLE_UNSPEC};
    header.rtm_protocol = route.protocol;
    header.rtm_type = route_type(route);
    return header;
}

void put_identity(NetlinkMessage& message, const Route& route) {
    HAWSER_CHECK(route.metric != 0, "a route of ours has a metric");
    if (route.destination.length() != 0) message.put_address(RTA_DST, route.destination.address());
    message.put_u32(RTA_TABLE, route.table);
    message.put_u32(RTA_PRIORITY, route.metric);
}

void put_multipath(NetlinkMessage& message, const std::vector<NextHop>& hops) {
    const size_t nest = message.begin_nest(RTA_MULTIPATH);
    for (const NextHop& hop : hops) {
        rtnexthop header{};
        header.rtnh_ifindex = hop.ifindex;
        header.rtnh_hops = static_cast<uint8_t>(std::clamp(hop.weight, 1U, 256U) - 1);
        header.rtnh_flags = hop.onlink ? RTNH_F_ONLINK : 0;
        const size_t start =
            message.append_aligned({reinterpret_cast<const uint8_t*>(&header), sizeof(header)});
        if (hop.gateway) message.put_address(RTA_GATEWAY, *hop.gateway);
        header.rtnh_len = static_cast<uint16_t>(message.size() - start);
        message.overwrite(start, {reinterpret_cast<const uint8_t*>(&header), sizeof(header)});
    }
    message.end_nest(nest);
}

void put_next_hops(NetlinkMessage& message, const std::vector<NextHop>& hops) {
    if (hops.size() > 1) return put_multipath(message, hops);
    if (hops.empty()) return;
    message.put_u32(RTA_OIF, static_cast<uint32_t>(hops.front().ifindex));
    if (hops.front().gateway) message.put_address(RTA_GATEWAY, *hops.front().gateway);
}

/// IPv4 wants to be told that a destination without a gateway is on the link.
bool is_on_link(const Route& route) {
    return route.kind == RouteKind::kUnicast &&
           std::none_of(route.next_hops.begin(), route.next_hops.end(),
                        [](const NextHop& hop) { return hop.gateway.has_value(); });
}

}  // namespace

NetlinkMessage encode_replace_route(const Route& route) {
    HAWSER_CHECK((route.kind == RouteKind::kUnicast) == !route.next_hops.empty(),
                 "a unicast route has next hops, others have none");
    rtmsg header = route_header(route);
    if (is_on_link(route)) header.rtm_scope = RT_SCOPE_LINK;
    if (route.next_hops.size() == 1 && route.next_hops.front().onlink) header.rtm_flags = RTNH_F_ONLINK;
    NetlinkMessage message(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE);
    message.put_header(header);
    put_identity(message, route);
    if (route.preferred_source) message.put_address(RTA_PREFSRC, *route.preferred_source);
    put_next_hops(message, route.next_hops);
    return message;
}

NetlinkMessage encode_delete_route(const Route& route) {
    rtmsg header = route_header(route);
    // Whatever its scope and next hops have become since.
    header.rtm_scope = RT_SCOPE_NOWHERE;
    NetlinkMessage message(RTM_DELROUTE, 0);
    message.put_header(header);
    put_identity(message, route);
    return message;
}

NetlinkMessage encode_list_routes(Family family, uint8_t protocol) {
    rtmsg header{};
    header.rtm_family = address_family(family);
    header.rtm_protocol = protocol;
    NetlinkMessage message(RTM_GETROUTE, NLM_F_DUMP);
    message.put_header(header);
    return message;
}

}  // namespace hawser::loader
