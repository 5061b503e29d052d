// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <string>

#include "maps-tool/topology.h"

namespace hawser::maps {

// How good the programs hold a tunnel to be for a flow: above all the order UP before DEGRADED of one tier,
// then those of the next tier, then DRAINING ones, then suspect ones.

/// 0: of no use. `now_ns` by CLOCK_MONOTONIC.
[[nodiscard]] uint32_t rank_of(const Topology& topology, uint32_t tunnel, uint32_t bundle, uint64_t now_ns);
/// The rank of an UP tunnel of the first tier.
[[nodiscard]] uint32_t best_rank();
/// Better than draining and suspect ones.
[[nodiscard]] bool is_good(uint32_t rank);
/// Of some use, and only because the tunnel is suspect.
[[nodiscard]] bool is_suspect_rank(uint32_t rank);
/// 0..HW_MAX_TIERS-1; `rank` is not 0.
[[nodiscard]] uint32_t tier_of_rank(uint32_t rank);
/// The programs do not use the tunnel by themselves.
[[nodiscard]] bool is_suspect(const Topology& topology, uint32_t tunnel, uint64_t now_ns);

/// `up, tier 1: rank 17`
[[nodiscard]] std::string describe_rank(const Topology& topology, uint32_t tunnel, uint32_t bundle,
                                        uint64_t now_ns);

}  // namespace hawser::maps
