// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "maps-tool/flow.h"
#include "maps-tool/report.h"
#include "maps-tool/topology.h"

namespace hawser::maps {

/// The busiest first: that is what one who looks at a long list came for. `now_ns` by CLOCK_MONOTONIC.
[[nodiscard]] Section flows_section(std::vector<Flow> flows, std::shared_ptr<const Topology> topology,
                                    uint64_t now_ns);

}  // namespace hawser::maps
