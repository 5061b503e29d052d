// SPDX-License-Identifier: BSD-2-Clause
#include "maps-tool/rank.h"

#include <fmt/format.h>

#include "maps-tool/words.h"

namespace hawser::maps {
namespace {

/// The best of the suspect ones, and of the draining ones.
constexpr uint32_t kSuspect = HW_MAX_TIERS;
constexpr uint32_t kDraining = 2 * HW_MAX_TIERS;
/// After so long a suspect tunnel is tried once more.
constexpr uint64_t kSuspectNs = 30'000'000'000;

}  // namespace

bool is_suspect(const Topology& topology, uint32_t tunnel, uint64_t now_ns) {
    const hw_tunnel_watch watch = topology.watch_of(tunnel);
    return watch.suspect_ns != 0 && age(now_ns, watch.suspect_ns) < kSuspectNs;
}

uint32_t rank_of(const Topology& topology, uint32_t tunnel, uint32_t bundle, uint64_t now_ns) {
    const auto found = topology.tunnels.find(tunnel);
    if (found == topology.tunnels.end()) return 0;
    if (found->second.bundle != bundle || found->second.tier >= HW_MAX_TIERS) return 0;
    const uint32_t nearness = HW_MAX_TIERS - found->second.tier;
    const uint32_t state = topology.state_of(tunnel);
    if (state == HW_TUNNEL_DOWN) return 0;
    if (is_suspect(topology, tunnel, now_ns)) return nearness;
    switch (state) {
        case HW_TUNNEL_UP:
            return kDraining + 2 * nearness + 1;
        case HW_TUNNEL_DEGRADED:
            return kDraining + 2 * nearness;
        case HW_TUNNEL_DRAINING:
            return kSuspect + nearness;
        default:
            return 0;
    }
}

uint32_t best_rank() {
    return kDraining + 2 * HW_MAX_TIERS + 1;
}

bool is_good(uint32_t rank) {
    return rank > kDraining;
}

bool is_suspect_rank(uint32_t rank) {
    return rank != 0 && rank <= kSuspect;
}

uint32_t tier_of_rank(uint32_t rank) {
    uint32_t nearness = rank;
    if (rank > kDraining)
        nearness = (rank - kDraining) / 2;
    else if (rank > kSuspect)
        nearness = rank - kSuspect;
    return HW_MAX_TIERS - nearness;
}

std::string describe_rank(const Topology& topology, uint32_t tunnel, uint32_t bundle, uint64_t now_ns) {
    const auto found = topology.tunnels.find(tunnel);
    if (found == topology.tunnels.end()) return "does not exist";
    const uint32_t rank = rank_of(topology, tunnel, bundle, now_ns);
    return fmt::format("{}{}, tier {}: {}", tunnel_state_name(topology.state_of(tunnel)),
                       is_suspect(topology, tunnel, now_ns) ? ", suspect" : "", found->second.tier + 1,
                       rank == 0 ? "of no use" : fmt::format("rank {}", rank));
}

}  // namespace hawser::maps
