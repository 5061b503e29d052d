// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>

#include "base/ids.h"
#include "base/result.h"
#include "bpf/abi.h"
#include "loader/bpf/pins.h"
#include "loader/plan/map_changes.h"
#include "loader/plan/map_plan.h"

namespace hawser::loader {

using DropCounters = std::array<hw_counter, HW_DROP_COUNT>;

/// The data plane's maps, as the daemon sees them.
class MapPort {
 public:
    virtual ~MapPort() = default;

    /// Writes `changes` in an order in which nothing ever names what does not exist. After a failure the maps
    /// are between the two plans: read_plan() says where, and a new diff from there goes on.
    virtual Result<void> apply(const MapChanges& changes) = 0;

    /// Exactly one map write: failover of all flows of a tunnel is this call.
    virtual Result<void> set_tunnel_state(TunnelId tunnel, hw_tunnel_state state) = 0;

    /// States of the tunnels that exist.
    virtual Result<std::map<TunnelId, hw_tunnel_state>> read_tunnel_states() = 0;

    /// What the maps contain now: after a restart, what an earlier daemon left.
    virtual Result<MapPlan> read_plan() = 0;

    /// About `limit` pins from `from` on, of one map at a time (a hash bucket is never split, so it may be a
    /// few more). Entries that come and go meanwhile may be missed, none is returned twice by one map; one
    /// that is proven meanwhile may come in neither map.
    virtual Result<PinBatch> read_pins(PinCursor from, size_t limit) = 0;
    /// Absent where there is none; does not count as a use.
    virtual Result<std::optional<hw_pin>> find_pin(PinTable table, const FlowKey& flow) = 0;
    /// True where it was there.
    virtual Result<bool> erase_pin(PinTable table, const FlowKey& flow) = 0;
    /// Sums over all CPUs.
    virtual Result<PinCounts> read_pin_counts() = 0;

    /// What the programs noted of the tunnels that exist.
    virtual Result<std::map<TunnelId, hw_tunnel_watch>> read_tunnel_watches() = 0;

    /// Sums over all CPUs, of the tunnels that exist.
    virtual Result<std::map<TunnelId, hw_tunnel_stats>> read_tunnel_stats() = 0;

    /// Sums over all CPUs; index is enum hw_drop.
    virtual Result<DropCounters> read_drops() = 0;
};

}  // namespace hawser::loader
