// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "loader/control/event.h"
#include "loader/control/status.h"
#include "loader/control/top/traffic.h"

namespace hawser::loader {

struct FrameOptions {
    bool color = false;
    size_t width = 80;   ///< columns; no line is longer
    size_t height = 24;  ///< lines; 0: as many as there are
};

/// One picture of `hawser top`: uplinks with what they carry, tunnels (those in trouble first, then the
/// busiest), and the last events below. Where the lines do not suffice, tunnels are left out and counted.
[[nodiscard]] std::string render_frame(const Status& status, const TrafficMeter& traffic,
                                       const std::vector<ControlEvent>& events, const FrameOptions& options);

}  // namespace hawser::loader
