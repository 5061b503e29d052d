// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>

#include "bpf/abi.h"
#include "loader/plan/map_plan.h"

namespace hawser::loader {

/// The keys of the kernel's maps for those of a plan, and back. Going back fails (absent) on what we cannot
/// have written: a length beyond the family's, an unknown family or side.
[[nodiscard]] hw_net4_key net4_key_of(const IpPrefix& prefix);
[[nodiscard]] hw_net6_key net6_key_of(const IpPrefix& prefix);
[[nodiscard]] hw_selector_key selector_key_of(const SelectorKey& key);
[[nodiscard]] std::optional<IpPrefix> prefix_of(const hw_net4_key& key);
[[nodiscard]] std::optional<IpPrefix> prefix_of(const hw_net6_key& key);
[[nodiscard]] std::optional<SelectorKey> selector_of(const hw_selector_key& key);

/// The index in the outer map of rings.
[[nodiscard]] constexpr uint32_t ring_index_of(const RingKey& key) {
    const uint32_t ring = key.rule == 0 ? key.bundle.value() : HW_RULE_RING + key.rule;
    return ring * HW_MAX_TIERS + key.tier;
}

}  // namespace hawser::loader
