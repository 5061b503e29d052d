// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "bpf/abi.h"
#include "loader/plan/map_changes.h"
#include "loader/plan/map_plan.h"

namespace hawser::loader {

/// Where to go on reading the pins; a default one starts from the beginning.
struct PinCursor {
    std::optional<uint32_t> position;
};

struct PinBatch {
    std::vector<std::pair<hw_flow_key, hw_pin>> pins;
    /// Where the next batch begins; absent: these were the last.
    std::optional<PinCursor> next;
};

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

    /// About `limit` pins from `from` on (a hash bucket is never split, so it may be a few more). Entries
    /// that come and go meanwhile may be missed, none is returned twice.
    virtual Result<PinBatch> read_pins(PinCursor from, size_t limit) = 0;

    /// Sums over all CPUs, of the tunnels that exist.
    virtual Result<std::map<TunnelId, hw_tunnel_stats>> read_tunnel_stats() = 0;

    /// Sums over all CPUs; index is enum hw_drop.
    virtual Result<DropCounters> read_drops() = 0;
};

}  // namespace hawser::loader
