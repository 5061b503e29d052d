// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <string_view>

namespace hawser::health {

/// A tunnel's path as probes, IKE and the uplink show it. `draining` is not here: that is an operator's wish,
/// not something that a path can be seen to be.
enum class PathState : uint8_t { kDown, kDegraded, kUp };

/// `down`, `degraded`, `up`: the words of the status output.
[[nodiscard]] std::string_view to_string(PathState state);

}  // namespace hawser::health
