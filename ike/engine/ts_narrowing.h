// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>
#include <vector>

#include "ike/wire/traffic_selector.h"

namespace hawser::ike {

/// The inner traffic of a Child SA, seen from our side.
struct SelectorPair {
    std::vector<TrafficSelector> local;
    std::vector<TrafficSelector> remote;
};

/// As responder: what the initiator offers cut to what we allow (RFC 7296 2.9). Nothing if
/// either side comes out empty, or if no family is left on both sides: TS_UNACCEPTABLE.
[[nodiscard]] std::optional<SelectorPair> narrow_offer(const SelectorPair& allowed,
                                                       const std::vector<TrafficSelector>& offered_local,
                                                       const std::vector<TrafficSelector>& offered_remote);

/// As initiator: whether the answer is within what we offered. A responder may only narrow.
[[nodiscard]] bool is_within_offer(const SelectorPair& offer, const SelectorPair& answer);

/// `10.1.0.0/16 10.3.0.0/16`
[[nodiscard]] std::string to_string(const std::vector<TrafficSelector>& selectors);

}  // namespace hawser::ike
