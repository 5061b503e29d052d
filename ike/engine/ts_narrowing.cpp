// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/ts_narrowing.h"

#include <algorithm>

namespace hawser::ike {

namespace {

bool any_of_family(const std::vector<TrafficSelector>& selectors, Family family) {
    return std::any_of(selectors.begin(), selectors.end(),
                       [family](const TrafficSelector& one) { return one.family() == family; });
}

bool all_within(const std::vector<TrafficSelector>& answer, const std::vector<TrafficSelector>& offer) {
    return !answer.empty() && std::all_of(answer.begin(), answer.end(), [&](const TrafficSelector& one) {
        return std::any_of(offer.begin(), offer.end(),
                           [&](const TrafficSelector& whole) { return whole.contains(one); });
    });
}

}  // namespace

std::optional<SelectorPair> narrow_offer(const SelectorPair& allowed,
                                         const std::vector<TrafficSelector>& offered_local,
                                         const std::vector<TrafficSelector>& offered_remote) {
    SelectorPair pair{narrow(offered_local, allowed.local), narrow(offered_remote, allowed.remote)};
    // A family with one side only carries nothing, and would make policies that match nothing.
    for (Family family : {Family::kIpv4, Family::kIpv6}) {
        if (any_of_family(pair.local, family) && any_of_family(pair.remote, family)) continue;
        const auto is_alone = [family](const TrafficSelector& one) { return one.family() == family; };
        std::erase_if(pair.local, is_alone);
        std::erase_if(pair.remote, is_alone);
    }
    if (pair.local.empty() || pair.remote.empty()) return std::nullopt;
    return pair;
}

bool is_within_offer(const SelectorPair& allowed, const SelectorPair& answer) {
    return all_within(answer.local, allowed.local) && all_within(answer.remote, allowed.remote);
}

std::string to_string(const std::vector<TrafficSelector>& selectors) {
    std::string text;
    for (const TrafficSelector& one : selectors)
        text += (text.empty() ? "" : " ") + one.to_string();
    return text;
}

}  // namespace hawser::ike
