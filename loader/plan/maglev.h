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

/// How many slots a ring of `members` needs so that every share is within 1 % of its weight: the smallest
/// prime that gives the lightest member 100 slots, which for equal weights is the paper's 100 slots a member,
/// but at most HW_MAX_RING_SLOTS, where a share is still within one slot of its weight. One slot for one
/// member, 0 for none.
[[nodiscard]] size_t ring_slots_for(const std::vector<RingMember>& members);

/// The Maglev table (Eisenbud et al., NSDI 2016, 3.4) of `members` with weighted turns: `size` tunnel ids,
/// without holes; each member has its share of the slots, rounded up or down. Depends on the set of members
/// alone, not on their order, so that both a restart and the peer's own calculation come to the same ring.
/// `size` must be 1 or prime (a member's permutation would miss slots otherwise), and no tunnel may stand in
/// `members` twice. Empty where no member has a weight.
[[nodiscard]] std::vector<uint32_t> maglev_ring(std::vector<RingMember> members, size_t size);

/// Of ring_slots_for(members) slots.
[[nodiscard]] std::vector<uint32_t> maglev_ring(const std::vector<RingMember>& members);

}  // namespace hawser::loader
