// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "base/clock.h"

namespace hawser::policy {

/// Counters of an uplink's interface and what it can do.
struct UplinkLoad {
    uint64_t sent_bytes = 0;
    uint64_t received_bytes = 0;
    uint64_t bandwidth = 0;  ///< bits per second upstream; 0: not known, that direction is not judged
    uint64_t download = 0;   ///< downstream, likewise
};

/// How full an uplink is, in steps: a weight that followed the load itself would change all the time, and
/// each change moves the places of new flows.
enum class LoadStep { kFree, kBusy, kFull };

/// `free`, `busy`, `full`.
[[nodiscard]] constexpr const char* to_string(LoadStep step) {
    return step == LoadStep::kFree ? "free" : step == LoadStep::kBusy ? "busy" : "full";
}

/// Of an uplink's usual share of new flows, in thirty-seconds: all, a quarter, next to none. Never 0: an
/// uplink whose load is other people's must keep a way to take its part.
[[nodiscard]] constexpr uint32_t share_of(LoadStep step) {
    return step == LoadStep::kFree ? 32 : step == LoadStep::kBusy ? 8 : 1;
}

struct LoadRule {
    double busy = 0.80;  ///< of the bandwidth, from here on
    double full = 0.95;
    double relief = 0.15;  ///< a step back only so far below its beginning
    /// Rates are smoothed over this time.
    Duration smoothing = std::chrono::seconds(3);
    /// At least so long between two changes: a change shows in the load only after new flows have come.
    Duration pause = std::chrono::seconds(5);
};

/// From counters to steps, for all uplinks.
class LoadWeights {
 public:
    explicit LoadWeights(LoadRule rule = {}) : rule_(rule) {}

    /// The counters as they are at `now`, by the uplink's name. True where a step has changed.
    bool take(TimePoint now, const std::map<std::string, UplinkLoad>& uplinks);

    [[nodiscard]] LoadStep step(const std::string& uplink) const;
    /// Part of the bandwidth in use, of the fuller direction; absent: not known yet.
    [[nodiscard]] std::optional<double> use(const std::string& uplink) const;

 private:
    struct State {
        uint64_t sent = 0;
        uint64_t received = 0;
        std::optional<TimePoint> at;  ///< absent: nothing has been read yet
        std::optional<double> use;
        LoadStep step = LoadStep::kFree;
    };
    void measure(TimePoint now, const UplinkLoad& load, State& state) const;
    [[nodiscard]] LoadStep wanted(const State& state) const;

    LoadRule rule_;
    std::map<std::string, State> states_;
    std::optional<TimePoint> changed_;
};

}  // namespace hawser::policy
