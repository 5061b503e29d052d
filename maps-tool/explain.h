// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "maps-tool/flow.h"
#include "maps-tool/maps.h"
#include "maps-tool/report.h"
#include "maps-tool/topology.h"

namespace hawser::maps {

/// Which tunnel the next packet of our side of a flow takes, and why. `asked` may be named from either side:
/// its `local` is the source of the question. The sections are `answer`, `pin` (null where there is none) and
/// `steps`.
[[nodiscard]] Result<Report> explain_flow(const Maps& maps, const Topology& topology, const FlowName& asked,
                                          uint8_t dscp = 0);

}  // namespace hawser::maps
