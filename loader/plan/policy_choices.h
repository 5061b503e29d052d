// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "base/ids.h"

namespace hawser::loader {

/// Somebody has a say in which of a peer's tiers is used first.
struct TierChoice {
    std::vector<unsigned> order;  ///< the peer's tiers as configured, the one that is used first at the front
    /// Live flows go there at once; otherwise they stay where they are.
    bool forced = false;
    bool operator==(const TierChoice&) const = default;
};

struct TunnelChoice {
    std::optional<uint32_t> weight;  ///< absent: the configured one
    bool draining = false;           ///< an operator wants no new flows on it
    bool set_aside = false;          ///< it has lost too many probes
    bool operator==(const TunnelChoice&) const = default;
};

/// One rule of a peer, in the order of its configuration from 0 on.
struct RuleKey {
    BundleId bundle;
    uint32_t index = 0;
    auto operator<=>(const RuleKey&) const = default;
};

/// What the policies of the moment make of the configuration. What is not in here is as configured; a rule
/// that is not has all the tunnels that it prefers.
struct PolicyChoices {
    std::map<BundleId, TierChoice> tiers;
    std::map<TunnelId, TunnelChoice> tunnels;
    std::map<RuleKey, std::vector<TunnelId>> rules;  ///< those that its flows may take now
    bool operator==(const PolicyChoices&) const = default;
};

}  // namespace hawser::loader
