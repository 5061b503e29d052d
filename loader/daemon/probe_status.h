// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <vector>

#include "health/path_status.h"
#include "health/probe/config.h"
#include "loader/control/status.h"

namespace hawser::loader {

/// What the status shows of a path and of each of its probes, of which `probes` is the configuration.
[[nodiscard]] StatusPath path_status(const health::PathStatus& path,
                                     const std::vector<health::ProbeConfig>& probes);

}  // namespace hawser::loader
