// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "maps-tool/flow.h"
#include "maps-tool/topology.h"

namespace hawser::maps {

/// One thing that was looked at on the way to a flow's tunnel.
struct Step {
    std::string_view step;  ///< network, bundle, pin, rule, member, failback, ring
    std::string text;
};

/// What the next packet of a flow from our side would do. It is what the programs decide (bpf/select.h), told
/// step by step; nothing is written.
struct Decision {
    std::string_view verdict;  ///< pinned, moved, renewed, new, none
    uint32_t tunnel = 0;       ///< 0: none is usable
    std::vector<Step> steps;
};

/// What a decision is made from.
struct Situation {
    const Topology& topology;
    uint64_t now_ns = 0;  ///< CLOCK_MONOTONIC
    /// The slots of a ring and a tier, as Rings::slots().
    std::function<Result<std::vector<uint32_t>>(uint32_t ring, uint32_t tier)> ring;
    uint8_t dscp = 0;  ///< of the packet
};

/// `bundle` must exist; `flow` is the pin that the flow has, if any.
[[nodiscard]] Result<Decision> decide(const Situation& situation, const FlowName& name, uint32_t bundle,
                                      const std::optional<Flow>& flow);

}  // namespace hawser::maps
