// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/ip_address.h"
#include "base/ip_prefix.h"
#include "loader/kernel/routes.h"

namespace hawser::loader {

/// One address family of one uplink. An uplink with both is in the list twice, with one index.
struct UplinkPath {
    unsigned index = 0;  ///< of the uplink in the configuration; its table is kUplinkTableBase + index
    IpAddress address;   ///< what IKE and ESP are sent from
    /// 0: the interface is not there or down; then nothing but the unreachable route is left, and nothing
    /// falls through to another uplink.
    int ifindex = 0;
    /// The interface's connected network; none: a link without one (PPP, /32).
    std::optional<IpPrefix> network;
    std::optional<IpAddress> gateway;  ///< none: `default dev X`
};

/// A network that is reached without an uplink (the LAN's): what the gateway answers from an uplink's address
/// to a host there must find it in the uplink's table too.
struct LocalNetwork {
    IpPrefix network;
    int ifindex = 0;
};

/// What is behind the peers, and where the peers are.
struct TunnelledNetworks {
    /// Those whose packets must never leave in the clear.
    std::vector<IpPrefix> networks;
    /// The peers' outer addresses.
    std::vector<IpAddress> endpoints;
};

struct SteeringPlan {
    std::vector<Route> routes;
    std::vector<Rule> rules;
    bool operator==(const SteeringPlan&) const = default;
};

/// Routes and rules by which everything that is sent from an uplink's address leaves by that uplink or not
/// at all. The device of an XFRM interface does not do that (measured on 6.1, 6.12 and 7.2).
///
/// A program that is bound to an uplink's address would send in the clear what it sends to a peer's network:
/// for those networks the uplinks' tables pass the question on to the main table, where the bundle's route is
/// or nothing leaves; only the peers' endpoints inside of them stay the uplink's. A network of length 0 is
/// not passed on: DHCP, and whoever manages the gateway from outside, need the uplink's address to work.
[[nodiscard]] SteeringPlan plan_steering(const std::vector<UplinkPath>& uplinks,
                                         const std::vector<LocalNetwork>& local,
                                         const TunnelledNetworks& tunnelled = {});

/// For peers with `gateway_traffic = "direct"`, whose bundle interfaces are in the group kDirectGroup: the
/// gateway's own packets see the main table without those interfaces' routes, and after it the uplinks'
/// defaults in their order. A packet that a socket has bound to a tunnel's interface still finds it. Wanted
/// once for all such peers, and only if there is one: custom rules cost every packet of the namespace.
[[nodiscard]] SteeringPlan plan_direct_traffic(const std::vector<UplinkPath>& uplinks);

}  // namespace hawser::loader
