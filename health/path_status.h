// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/ids.h"
#include "health/path_state.h"

namespace hawser::health {

/// What `hawser status` shows of one path. Absent numbers have not been measured.
struct PathStatus {
    PathState state = PathState::kDown;
    std::string reason;  ///< why it is in this state, as of now
    TimePoint since;     ///< of the state
    bool probed = false;
    std::optional<Duration> rtt;     ///< smoothed as in RFC 6298
    std::optional<Duration> jitter;  ///< mean deviation between neighbours, as in RFC 3550 section 6.4.1
    std::optional<double> loss_pct;  ///< of the last 100 probes
    /// The latest answer came by this other tunnel.
    std::optional<TunnelId> answers_by;
    uint64_t probes_sent = 0;
    uint64_t probes_answered = 0;
    uint64_t probes_late = 0;  ///< answered after the timeout, so counted as lost
};

}  // namespace hawser::health
