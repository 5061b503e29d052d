// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>
#include <vector>

#include "ike/engine/proposal_config.h"
#include "ike/wire/proposal.h"

// Additional key exchanges in proposals (RFC 9370 section 2.2.1): transform types 6 to 12, of which each that
// is proposed is agreed upon or declined with NONE, and no key exchange is made twice.
namespace hawser::ike {

/// Our transforms of these types, in order of preference.
[[nodiscard]] std::vector<Transform> additional_transforms(const AlgorithmProposal& ours);

/// What the answer to `theirs` says of the additional key exchanges; nothing if it cannot be agreed.
/// `group`: of the exchange that they are made beside; beside none there are none. `any`: where ours says
/// nothing of one, the peer's wish is taken.
[[nodiscard]] std::optional<std::vector<Transform>> choose_additional(const Proposal& theirs,
                                                                      const AlgorithmProposal& ours,
                                                                      GroupId group, bool any);

/// Some choice makes no key exchange twice.
[[nodiscard]] bool can_be_agreed(const AlgorithmProposal& ours);

/// The method of each of the seven, kNone where there is none.
using AdditionalGroups = std::array<GroupId, kAdditionalKeyExchanges>;

/// The additional key exchanges that are made, in their order.
[[nodiscard]] std::vector<GroupId> agreed_additional(const AdditionalGroups& additional);

/// Whether `ours` could have led to these.
[[nodiscard]] bool accepts_additional(const AlgorithmProposal& ours, const AdditionalGroups& agreed);

}  // namespace hawser::ike
