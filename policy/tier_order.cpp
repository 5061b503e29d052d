// SPDX-License-Identifier: BSD-2-Clause
#include "policy/tier_order.h"

#include <algorithm>

namespace hawser::policy {
namespace {

bool carries(const std::vector<TierStanding>& tiers, Tier tier) {
    return std::any_of(tiers.begin(), tiers.end(),
                       [tier](const TierStanding& each) { return each.tier == tier && each.carries; });
}

}  // namespace

std::vector<Tier> order_of(const FailoverWish& wish, const std::vector<TierStanding>& tiers) {
    std::vector<Tier> order;
    for (const TierStanding& each : tiers)
        order.push_back(each.tier);
    std::sort(order.begin(), order.end());
    order.erase(std::unique(order.begin(), order.end()), order.end());
    if (wish.mode == FailoverMode::kAuto || !wish.tier) return order;
    const auto first = std::find(order.begin(), order.end(), *wish.tier);
    if (first != order.end()) std::rotate(order.begin(), first, first + 1);
    return order;
}

std::optional<Tier> active_tier(const FailoverWish& wish, const std::vector<TierStanding>& tiers) {
    const std::vector<Tier> order = order_of(wish, tiers);
    const auto found =
        std::find_if(order.begin(), order.end(), [&tiers](Tier tier) { return carries(tiers, tier); });
    return found == order.end() ? std::nullopt : std::optional(*found);
}

FailoverWish follow(FailoverWish wish, const std::vector<TierStanding>& tiers) {
    if (wish.mode != FailoverMode::kHold) return wish;
    if (const auto active = active_tier(wish, tiers)) wish.tier = active;
    return wish;
}

}  // namespace hawser::policy
