// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>
#include <vector>

namespace hawser::policy {

/// Tiers count from 1; lower ones are better, unless somebody says otherwise.
using Tier = unsigned;

/// Who decides about a peer's tiers.
enum class FailoverMode {
    kAuto,  ///< the best tier that carries
    kHold,  ///< the one that carries now, for as long as it does: nothing goes back to a better one
    kTo,    ///< the one that an operator names, while it carries
};

/// `auto`, `hold`, `to`.
[[nodiscard]] constexpr const char* to_string(FailoverMode mode) {
    return mode == FailoverMode::kAuto ? "auto" : mode == FailoverMode::kHold ? "hold" : "to";
}

struct FailoverWish {
    FailoverMode mode = FailoverMode::kAuto;
    /// kTo: which. kHold: the one that is held; absent until one carries.
    std::optional<Tier> tier;
    bool operator==(const FailoverWish&) const = default;
};

/// What a tier's tunnels can do now.
struct TierStanding {
    Tier tier = 1;
    bool carries = false;  ///< at least one tunnel is usable for new flows
};

/// The tier that the wish puts first now. A held tier that carries nothing gives way to the best one that
/// does, which is held from then on. Changes nothing else.
[[nodiscard]] FailoverWish follow(FailoverWish wish, const std::vector<TierStanding>& tiers);

/// The tiers of `tiers` from the one that is to be used first: the wished one, then all others, best first.
[[nodiscard]] std::vector<Tier> order_of(const FailoverWish& wish, const std::vector<TierStanding>& tiers);

/// The first of the order that carries; absent where none does.
[[nodiscard]] std::optional<Tier> active_tier(const FailoverWish& wish,
                                              const std::vector<TierStanding>& tiers);

}  // namespace hawser::policy
