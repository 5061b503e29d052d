// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "base/clock.h"
#include "base/ids.h"
#include "health/probe/answer.h"
#include "loader/bpf/map_port.h"
#include "loader/daemon/tunnel_index.h"

namespace hawser::loader {

/// What the programs have counted, for probes of type `esp`.
class TrafficWatch {
 public:
    /// One look at the maps serves all tunnels that ask within so long.
    static constexpr Duration kFresh = std::chrono::milliseconds(100);

    TrafficWatch(MapPort& maps, const TunnelIndex& tunnels) : maps_(maps), tunnels_(tunnels) {}

    /// Nothing where the maps cannot be read.
    [[nodiscard]] std::optional<health::TrafficCounters> look(TunnelId tunnel);

 private:
    [[nodiscard]] uint64_t received_by_others(TunnelId tunnel) const;

    MapPort& maps_;
    const TunnelIndex& tunnels_;
    std::map<TunnelId, hw_tunnel_stats> stats_;
    TimePoint read_at_{};
    std::map<TunnelId, uint64_t> others_;  ///< what the peer's other tunnels had received at the last look
};

}  // namespace hawser::loader
