// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>
#include <vector>

#include "base/ip_address.h"
#include "base/ip_prefix.h"
#include "loader/kernel/routes.h"

namespace hawser::loader {

/// What the routes of one peer depend on.
struct PeerPaths {
    std::vector<IpPrefix> networks;
    int bundle_ifindex = 0;             ///< 0: not there yet; the unreachable routes are planned all the same
    std::vector<int> tunnel_ifindexes;  ///< of the tunnels' interfaces that are there
    /// The gateway's own packets to the peer take these as their source. Without one the kernel may choose an
    /// uplink's address, whose rule then leads past the bundle.
    std::optional<IpAddress> source_v4;
    std::optional<IpAddress> source_v6;
    /// `fail = "open"`: no unreachable routes.
    bool fail_open = false;
};

/// The peer's routes in the main table. A network of length 0 becomes its two halves: they win against any
/// default route whatever its metric, also one that a DHCP client puts there later with metric 0, and they
/// leave the default itself to its owner.
[[nodiscard]] std::vector<Route> plan_peer_routes(const PeerPaths& peer);

}  // namespace hawser::loader
