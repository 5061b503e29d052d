// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <vector>

#include "loader/config/config.h"
#include "loader/plan/map_plan.h"
#include "loader/plan/policy_choices.h"

namespace hawser::loader {

/// The rule in the form in which the programs compare packets with it: one entry for each combination of
/// what it lists. `number` is the rule's in its bundle, from 1.
[[nodiscard]] std::vector<hw_match> matches_of(const RuleConfig& rule, uint32_t number);

/// The tunnels of the peer that the rule prefers, whatever their paths are like.
[[nodiscard]] std::vector<TunnelId> preferred_tunnels(const PeerConfig& peer, const RuleConfig& rule);

/// Adds the peer's rules to a plan that has its bundle and tunnels: their matches, members, and a ring for
/// each tier in which a member is. Slots follow those that are in the plan already.
void plan_rules(const PeerConfig& peer, const PolicyChoices& choices, MapPlan& plan);

}  // namespace hawser::loader
