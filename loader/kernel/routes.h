// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/ip_address.h"
#include "base/ip_prefix.h"

namespace hawser::loader {

/// The routing protocol number of our routes and rules (RTA/FRA_PROTOCOL), by which they are known from
/// others': 'h'. Not used by the kernel, iproute2 or FRR (rt_protos, 2023).
constexpr uint8_t kRouteProtocol = 104;

/// Routing tables 26880 ... 26880+N are the uplinks' own, in the order of configuration.
constexpr uint32_t kUplinkTableBase = 26880;
/// Own packets that are not to enter a bundle: the uplinks' defaults once more.
constexpr uint32_t kDirectTable = 26879;
/// Own packets from a tunnel's inner address: 40000 and the tunnel's id.
constexpr uint32_t kInnerTableBase = 40000;
constexpr uint32_t kMainTable = 254;

/// Rules come before the main table's (32766) and before what NetworkManager, networkd and mwan3 put there.
constexpr uint32_t kInnerRulePriority = 103;
constexpr uint32_t kSteeringRulePriority = 104;
constexpr uint32_t kDirectMainRulePriority = 105;
constexpr uint32_t kDirectRulePriority = 106;

/// Interface group (IFLA_GROUP) of the bundle interfaces that the gateway's own packets do not use.
constexpr uint32_t kDirectGroup = 26879;

/// Metric of a peer network's route to its bundle interface: lower than any that DHCP clients or routing
/// daemons give, so that ours wins for the same network.
constexpr uint32_t kBundleMetric = 10;
/// Routes over the tunnels' interfaces: never chosen as long as the bundle's is there, but found by
/// xfrmi_xmit, which asks for a route by its own interface, and by sockets that are bound to one. IPv6 has
/// one route a tunnel, at this metric and downwards, because it knows no multipath without gateways.
constexpr uint32_t kTunnelsMetric = 4294967279;
/// The last resort of a peer network and of an uplink: nothing leaks.
constexpr uint32_t kUnreachableMetric = 4294967280;

enum class RouteKind : uint8_t {
    kUnicast,
    kUnreachable,
    kThrow,  ///< not in this table: the next rule is asked
    kOther,  ///< listed only: local, broadcast, blackhole, ...
};

struct NextHop {
    int ifindex = 0;
    std::optional<IpAddress> gateway;  ///< none: the destination is on the link
    bool onlink = false;               ///< the gateway need not be in a connected network
    unsigned weight = 1;               ///< 1 ... 256
    auto operator<=>(const NextHop&) const = default;
};

/// A route. The kernel knows it by destination, table and metric (IPv6 also by its next hop).
struct Route {
    IpPrefix destination;
    uint32_t table = kMainTable;
    uint32_t metric = 0;
    RouteKind kind = RouteKind::kUnicast;
    std::vector<NextHop> next_hops;  ///< with kUnicast only; more than one: multipath
    std::optional<IpAddress> preferred_source;
    uint8_t protocol = kRouteProtocol;

    [[nodiscard]] std::string to_string() const;
    auto operator<=>(const Route&) const = default;
};

/// A policy rule: what comes from `source` (or from this machine) looks into `table`.
struct Rule {
    Family family = Family::kIpv4;
    uint32_t priority = kSteeringRulePriority;
    std::optional<IpAddress> source;  ///< this address alone
    std::string input_interface;      ///< `lo`: this machine's own packets; empty: any
    uint32_t table = kMainTable;
    /// A route by an interface of this group does not count.
    std::optional<uint32_t> suppress_group;
    uint8_t protocol = kRouteProtocol;

    [[nodiscard]] std::string to_string() const;
    auto operator<=>(const Rule&) const = default;
};

}  // namespace hawser::loader
