// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "maps-tool/topology.h"

namespace hawser::maps {

/// One tunnel's part of a ring: what it has, and what its weight would give it.
struct RingShare {
    uint32_t tunnel = 0;  ///< 0: slots that no tunnel has
    size_t slots = 0;
    double share_pct = 0;
    uint32_t weight = 0;
    double weight_pct = 0;
};

/// Of every tunnel that has a slot, and of every one that should have: the members of the bundle in that
/// tier. By id. Empty for a ring that is not there (no slots).
[[nodiscard]] std::vector<RingShare> ring_shares(std::span<const uint32_t> slots, uint32_t bundle,
                                                 uint32_t tier, const Topology& topology);

}  // namespace hawser::maps
