// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "health/path_state.h"
#include "health/probe/probe_status.h"

namespace hawser::health {

/// What `hawser status` shows of one path.
struct PathStatus {
    PathState state = PathState::kDown;
    std::string reason;  ///< why it is in this state, as of now
    TimePoint since;     ///< of the state
    std::vector<ProbeStatus> probes;
    /// The latest answer came by this other tunnel.
    std::optional<TunnelId> answers_by;

    /// The probe whose figures stand for the path: the first that is healthy, or else the first; null where
    /// there is none.
    [[nodiscard]] const ProbeStatus* leading() const;
};

}  // namespace hawser::health
