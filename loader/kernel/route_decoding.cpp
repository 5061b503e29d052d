// SPDX-License-Identifier: BSD-2-Clause
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>

#include "loader/kernel/netlink_attributes.h"
#include "loader/kernel/route_encoding.h"

namespace hawser::loader {
namespace {

RouteKind kind_of(uint8_t type) {
    switch (type) {
        case RTN_UNICAST:
            return RouteKind::kUnicast;
        case RTN_UNREACHABLE:
            return RouteKind::kUnreachable;
        case RTN_THROW:
            return RouteKind::kThrow;
        default:
            return RouteKind::kOther;
    }
}

std::vector<NextHop> decode_multipath(ByteView bytes) {
    std::vector<NextHop> hops;
    while (bytes.size() >= sizeof(rtnexthop)) {
        rtnexthop header;
        std::memcpy(&header, bytes.data(), sizeof(header));
        if (header.rtnh_len < sizeof(header) || header.rtnh_len > bytes.size()) break;
        const NetlinkAttributes attributes(bytes.subspan(sizeof(header), header.rtnh_len - sizeof(header)));
        hops.push_back({.ifindex = header.rtnh_ifindex,
                        .gateway = attributes.address(RTA_GATEWAY),
                        .onlink = (header.rtnh_flags & RTNH_F_ONLINK) != 0,
                        .weight = header.rtnh_hops + 1U});
        bytes = bytes.subspan(std::min<size_t>(bytes.size(), NLMSG_ALIGN(header.rtnh_len)));
    }
    return hops;
}

std::vector<NextHop> decode_next_hops(const rtmsg& header, const NetlinkAttributes& attributes) {
    if (attributes.has(RTA_MULTIPATH)) return decode_multipath(attributes.get(RTA_MULTIPATH));
    const auto ifindex = attributes.u32(RTA_OIF);
    if (!ifindex) return {};
    return {{.ifindex = static_cast<int>(*ifindex),
             .gateway = attributes.address(RTA_GATEWAY),
             .onlink = (header.rtm_flags & RTNH_F_ONLINK) != 0}};
}

}  // namespace

std::optional<Route> decode_route(const nlmsghdr& message) {
    if (message.nlmsg_type != RTM_NEWROUTE && message.nlmsg_type != RTM_DELROUTE) return std::nullopt;
    const auto parsed = parse_message<rtmsg>(message);
    if (!parsed) return std::nullopt;
    const rtmsg& header = parsed->header;
    if (header.rtm_family != AF_INET && header.rtm_family != AF_INET6) return std::nullopt;
    if ((header.rtm_flags & RTM_F_CLONED) != 0) return std::nullopt;
    const NetlinkAttributes& attributes = parsed->attributes;
    const Family family = header.rtm_family == AF_INET ? Family::kIpv4 : Family::kIpv6;
    const IpAddress destination = attributes.address(RTA_DST).value_or(IpAddress::unspecified(family));
    if (destination.family() != family) return std::nullopt;
    Route route;
    route.destination = {destination, std::min<unsigned>(header.rtm_dst_len, destination.bits())};
    route.table = attributes.u32(RTA_TABLE).value_or(header.rtm_table);
    route.metric = attributes.u32(RTA_PRIORITY).value_or(0);
    route.kind = kind_of(header.rtm_type);
    // IPv6 lists the others with the loopback interface.
    if (route.kind == RouteKind::kUnicast) route.next_hops = decode_next_hops(header, attributes);
    route.preferred_source = attributes.address(RTA_PREFSRC);
    route.protocol = header.rtm_protocol;
    return route;
}

}  // namespace hawser::loader
