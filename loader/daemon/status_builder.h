// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/clock.h"
#include "loader/control/status.h"
#include "loader/daemon/daemon.h"

namespace hawser::loader {

/// A pin that has carried nothing for so long is not counted as a flow any more: the map forgets flows only
/// when it needs their room.
inline constexpr Duration kFlowIdle = std::chrono::seconds(300);

/// What `hawser status` shows, as of now. Reads the pins and counters of the maps; where they cannot be read
/// they count as zero.
[[nodiscard]] Status build_status(const Daemon& daemon);

}  // namespace hawser::loader
