// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <map>
#include <set>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "loader/config/config.h"
#include "loader/daemon/kernel_view.h"
#include "loader/daemon/tunnel_index.h"
#include "loader/kernel/link_port.h"
#include "loader/kernel/route_port.h"
#include "loader/kernel/sysctl_port.h"

namespace hawser::loader {

class Negotiations;

/// Inner MTU of each tunnel; tunnels not named have kDefaultTunnelMtu.
using TunnelMtus = std::map<TunnelId, uint32_t>;

/// Interfaces, switches, routes and rules as the configuration wants them. Every call makes the kernel so and
/// changes nothing where it is so already; what an earlier daemon left is adopted.
class NetworkSetup {
 public:
    NetworkSetup(LinkPort& links, RoutePort& routes, SysctlPort& sysctl)
        : links_(links), routes_(routes), sysctl_(sysctl) {}

    /// The unreachable routes of every peer's networks alone: what keeps packets from leaving in the clear
    /// before anything else is there, and if nothing else ever comes.
    Result<void> guard(const Config& config);

    /// One XFRM interface for each bundle and tunnel, or for all of them, of the right MTU, up; interfaces of
    /// ours that the configuration no longer names are removed. Returns how many changed.
    Result<size_t> ensure_interfaces(const Config& config, const TunnelIndex& tunnels, const KernelView& view,
                                     const TunnelMtus& mtus);

    /// Peers' routes and the uplinks' steering. `open` are the ids of peers whose packets are to go in the
    /// clear now: they have no routes of ours. Returns how many changed.
    Result<size_t> ensure_routes(const Config& config, const KernelView& view,
                                 const std::vector<UplinkState>& uplinks, const Negotiations& negotiations,
                                 const std::set<uint32_t>& open);

 private:
    /// One interface for all of them, with the smallest MTU.
    Result<size_t> ensure_shared(const Config& config, const TunnelMtus& mtus);
    Result<size_t> ensure_each(const Config& config, const TunnelIndex& tunnels, const TunnelMtus& mtus);
    Result<size_t> remove_strangers(const Config& config, const TunnelIndex& tunnels, const KernelView& view);

    LinkPort& links_;
    RoutePort& routes_;
    SysctlPort& sysctl_;
};

}  // namespace hawser::loader
