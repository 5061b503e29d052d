// SPDX-License-Identifier: BSD-2-Clause
#include "maps-tool/rank.h"

#include <fmt/format.h>

#include "bpf/rank.h"
#include "maps-tool/words.h"

namespace hawser::maps {
bool is_suspect(const Topology& topology, uint32_t tunnel, uint64_t now_ns) {
    const hw_tunnel_watch watch = topology.watch_of(tunnel);
    return watch.suspect_ns != 0 && age(now_ns, watch.suspect_ns) < HW_SUSPECT_NS;
}

uint32_t rank_of(const Topology& topology, uint32_t tunnel, uint32_t bundle, uint64_t now_ns) {
    const auto found = topology.tunnels.find(tunnel);
    if (found == topology.tunnels.end()) return 0;
    if (found->second.bundle != bundle || found->second.tier >= HW_MAX_TIERS) return 0;
    return hw_rank_of(found->second.tier, topology.state_of(tunnel), is_suspect(topology, tunnel, now_ns));
}

uint32_t best_rank() {
    return HW_RANK_BEST;
}

bool is_good(uint32_t rank) {
    return rank > HW_RANK_DRAINING;
}

bool is_suspect_rank(uint32_t rank) {
    return rank != 0 && rank <= HW_RANK_SUSPECT;
}

uint32_t tier_of_rank(uint32_t rank) {
    return hw_rank_tier(rank);
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
