// SPDX-License-Identifier: BSD-2-Clause
#include "loader/plan/plan_tiers.h"

#include <algorithm>

namespace hawser::loader {

uint32_t place_of(const PolicyChoices& choices, BundleId bundle, unsigned tier) {
    const auto found = choices.tiers.find(bundle);
    if (found == choices.tiers.end()) return tier - 1;
    const auto& order = found->second.order;
    const auto place = std::find(order.begin(), order.end(), tier);
    return place == order.end() ? HW_MAX_TIERS - 1 : static_cast<uint32_t>(place - order.begin());
}

void apply_tier_choice(const PolicyChoices& choices, BundleId bundle, hw_bundle& entry) {
    const auto found = choices.tiers.find(bundle);
    if (found == choices.tiers.end() || found->second.order.empty()) return;
    const TierChoice& choice = found->second;
    entry.failback_s = choice.forced ? 0 : HW_FAILBACK_NEVER;
    entry.flags |= choice.forced ? HW_BUNDLE_FORCED : HW_BUNDLE_HELD;
    entry.flags |= (choice.order.front() - 1) << HW_BUNDLE_TIER_SHIFT;
}

std::optional<NotedTier> noted_tier(const hw_bundle& entry) {
    if ((entry.flags & (HW_BUNDLE_FORCED | HW_BUNDLE_HELD)) == 0) return std::nullopt;
    return NotedTier{((entry.flags & HW_BUNDLE_TIER_MASK) >> HW_BUNDLE_TIER_SHIFT) + 1,
                     (entry.flags & HW_BUNDLE_FORCED) != 0};
}

}  // namespace hawser::loader
