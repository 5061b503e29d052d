// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "bpf/abi.h"
#include "health/path_state.h"

namespace hawser::loader {

/// A path's state as the data plane knows it.
[[nodiscard]] constexpr hw_tunnel_state map_state(health::PathState state) {
    switch (state) {
        case health::PathState::kUp:
            return HW_TUNNEL_UP;
        case health::PathState::kDegraded:
            return HW_TUNNEL_DEGRADED;
        case health::PathState::kDown:
            break;
    }
    return HW_TUNNEL_DOWN;
}

/// The path's state behind what an earlier daemon wrote; draining was an operator's wish for a path that is
/// up.
[[nodiscard]] constexpr health::PathState path_state(hw_tunnel_state state) {
    switch (state) {
        case HW_TUNNEL_UP:
        case HW_TUNNEL_DRAINING:
            return health::PathState::kUp;
        case HW_TUNNEL_DEGRADED:
            return health::PathState::kDegraded;
        case HW_TUNNEL_DOWN:
            break;
    }
    return health::PathState::kDown;
}

}  // namespace hawser::loader
