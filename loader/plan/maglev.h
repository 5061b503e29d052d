// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/ids.h"
#include "bpf/abi.h"

namespace hawser::loader {

/// A tunnel that takes its share of a ring. Weights are relative to each other; 0 takes nothing.
struct RingMember {
    TunnelId tunnel;
    uint32_t weight = 1;
};

/// The Maglev table (Eisenbud et al., NSDI 2016, 3.4) of `members` with weighted turns: `size` tunnel ids,
/// without holes. Depends on the set of members alone, not on their order, so that both a restart and the
/// peer's own calculation come to the same ring. `size` must be prime (a member's permutation would miss
/// slots otherwise), and no tunnel may stand in `members` twice. Empty where no member has a weight.
[[nodiscard]] std::vector<uint32_t> maglev_ring(std::vector<RingMember> members, size_t size = HW_RING_SIZE);

}  // namespace hawser::loader
