// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <optional>

#include "base/ids.h"
#include "bpf/abi.h"
#include "loader/plan/policy_choices.h"

namespace hawser::loader {

/// The place, from 0, that a configured tier (from 1) has in the data plane: its own, or that in the order
/// that somebody wants.
[[nodiscard]] uint32_t place_of(const PolicyChoices& choices, BundleId bundle, unsigned tier);

/// What a bundle's flows do about a tier that somebody has put first, and the note of it for a later daemon.
void apply_tier_choice(const PolicyChoices& choices, BundleId bundle, hw_bundle& entry);

/// The note read again: which tier (from 1) has been put first, and how. Absent: none.
struct NotedTier {
    unsigned tier = 1;
    bool forced = false;
};
[[nodiscard]] std::optional<NotedTier> noted_tier(const hw_bundle& entry);

}  // namespace hawser::loader
