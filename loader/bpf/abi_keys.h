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
    return key.bundle.value() * HW_MAX_TIERS + key.tier;
}
[[nodiscard]] constexpr RingKey ring_key_of(uint32_t index) {
    return {BundleId(index / HW_MAX_TIERS), index % HW_MAX_TIERS};
}

}  // namespace hawser::loader
