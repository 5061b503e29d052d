// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "base/ids.h"
#include "base/ip_address.h"

namespace hawser::loader {

/// A tunnel's outer addresses. Without a remote: its peer may have any.
struct OuterPair {
    IpAddress local;
    std::optional<IpAddress> remote;
    auto operator<=>(const OuterPair&) const = default;
};

/// One tunnel on its uplink as they are now.
struct OuterPath {
    TunnelId tunnel;
    uint32_t uplink_ifindex = 0;  ///< 0: the interface is not there
    /// The uplink's addresses of the endpoint's family; empty while it has none.
    std::vector<IpAddress> locals;
    std::optional<IpAddress> remote;
};

/// What the programs on the uplinks should know of the tunnels.
struct OuterPlan {
    std::map<OuterPair, TunnelId> pairs;
    std::map<TunnelId, uint32_t> uplinks;  ///< ifindex, HW_NO_UPLINK where there is no interface
    bool operator==(const OuterPlan&) const = default;
};

/// A tunnel whose uplink has no address keeps its pairs of `present`: its SAs go on sending from the address
/// that the uplink had. Of two tunnels with one pair (peers behind one NAT) the first stands for both: they
/// are on the same uplink.
[[nodiscard]] OuterPlan plan_outers(const std::vector<OuterPath>& paths, const OuterPlan& present);

}  // namespace hawser::loader
