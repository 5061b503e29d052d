// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "maps-tool/decision.h"

namespace hawser::maps {

/// The tunnel of a flow that has no pin, or whose tunnel cannot be used (bpf/ring.h).
struct RingChoice {
    uint32_t tunnel = 0;  ///< 0: the bundle has none that is of use
    std::vector<std::string> steps;
};
/// `slot` is of the flow's rule; 0: it has none.
[[nodiscard]] Result<RingChoice> choose_by_ring(const Situation& situation, const FlowName& name,
                                                uint32_t bundle, uint32_t slot);

/// The best member, and among equals the one that the hash orders first.
struct BestMember {
    uint32_t tunnel = 0;
    uint32_t rank = 0;  ///< 0: none is of use
};
[[nodiscard]] BestMember best_member(const Situation& situation, uint32_t bundle, uint32_t hash);

}  // namespace hawser::maps
