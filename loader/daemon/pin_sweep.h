// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "base/clock.h"
#include "base/ids.h"
#include "base/result.h"
#include "loader/bpf/map_port.h"

namespace hawser::loader {

/// Pins that live, as one look at all of them found them.
struct FlowCounts {
    uint64_t proven = 0;
    uint64_t fresh = 0;  ///< seen in one direction alone
    std::map<TunnelId, uint64_t> by_tunnel;

    [[nodiscard]] uint64_t total() const { return proven + fresh; }
    void add(const Pin& pin);
};

/// Removes pins that have been idle for too long, some thousands at a time: the programs treat them as not
/// there, but their room is taken until somebody removes them. Without clock and loop.
class PinSweep {
 public:
    /// Pins that one step looks at: some milliseconds of work.
    static constexpr size_t kBatch = 2048;
    /// A whole pass takes at most this long.
    static constexpr Duration kLongestPass = std::chrono::seconds(10);

    explicit PinSweep(MapPort& maps) : maps_(maps) {}

    /// Looks at the next batch. `now_ns` is of CLOCK_MONOTONIC. Returns when the next step is due, after this
    /// one; after a failure the pass begins anew.
    Result<Duration> step(const hw_config& config, uint64_t now_ns);

    /// Of the last whole pass; nothing before the first one has ended.
    [[nodiscard]] const std::optional<FlowCounts>& counts() const { return counts_; }
    [[nodiscard]] uint64_t expired() const { return expired_; }
    /// New pins that newer ones have pushed out, since the end of the first pass.
    [[nodiscard]] uint64_t evicted() const { return evicted_; }

 private:
    Result<void> visit(const Pin& pin, const hw_config& config, uint64_t now_ns);
    Result<void> finish_pass();

    MapPort& maps_;
    PinCursor cursor_;
    FlowCounts present_;
    std::optional<FlowCounts> counts_;
    uint64_t expired_ = 0;
    uint64_t expired_new_ = 0;
    uint64_t evicted_ = 0;
    /// What the programs have made and not ended, less what was there at the end of the first pass.
    std::optional<int64_t> unaccounted_;
};

/// How long a step waits so that a pass over `pins` of them takes half of the shortest idle time, or
/// PinSweep::kLongestPass if that is shorter: a pin is gone soon after its time, and the work is spread.
[[nodiscard]] Duration sweep_interval(const hw_config& config, uint64_t pins);

}  // namespace hawser::loader
