// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <string>

#include "maps-tool/flow.h"
#include "maps-tool/topology.h"

namespace hawser::maps {

/// What the programs find for a packet of this flow towards the peer (bpf/rules.h): the number of its rule in
/// the bundle, 0 where none fits.
[[nodiscard]] uint32_t find_rule(const Topology& topology, const FlowName& name, uint32_t bundle,
                                 uint8_t dscp);

/// The slot of a bundle's rule; 0 where there is no such rule.
[[nodiscard]] uint32_t rule_slot(const Topology& topology, uint32_t bundle, uint32_t rule);

/// As configured; `-` for 0.
[[nodiscard]] std::string rule_name(const Topology& topology, uint32_t bundle, uint32_t rule);
[[nodiscard]] std::string rule_name(const hw_rule& rule);

/// Whether the rule's flows may take this tunnel.
[[nodiscard]] bool rule_has(const hw_rule& rule, uint32_t tunnel);

/// A live flow has to leave this tunnel for one of the rule's.
[[nodiscard]] bool rule_leaves(const Topology& topology, uint32_t slot, uint32_t tunnel);

}  // namespace hawser::maps
