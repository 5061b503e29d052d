// SPDX-License-Identifier: BSD-2-Clause
#include <fmt/format.h>

#include "bpf/abi.h"
#include "maps-tool/commands.h"
#include "maps-tool/ring_shares.h"
#include "maps-tool/topology.h"
#include "maps-tool/words.h"

namespace hawser::maps {
namespace {

/// Empty where the bundle has no ring for the tier.
Result<std::vector<uint32_t>> read_ring(const TypedMap<uint32_t, uint32_t>& rings, uint32_t bundle,
                                        uint32_t tier) {
    const Result<std::optional<uint32_t>> id = rings.lookup(bundle * HW_MAX_TIERS + tier);
    if (!id) return id.error();
    if (!*id) return std::vector<uint32_t>();
    Result<Map> inner = Map::open_id(**id);
    if (!inner) return inner.error();
    if (const Result<void> sizes = inner->check_sizes(sizeof(uint32_t), sizeof(uint32_t)); !sizes)
        return sizes.error();
    const auto slots = TypedMap<uint32_t, uint32_t>(std::move(*inner)).entries();
    if (!slots) return slots.error();
    std::vector<uint32_t> ring;
    for (const auto& [slot, tunnel] : *slots)
        ring.push_back(tunnel);
    return ring;
}

std::string percent(double value) {
    return fmt::format("{:.2f} %", value);
}

Record to_record(uint32_t bundle, uint32_t tier, const RingShare& share, const Topology& topology) {
    const auto state = topology.states.find(share.tunnel);
    Record record;
    record.for_programs("bundle", bundle);
    record.add("peer", topology.peer_name(bundle));
    record.add("tier", tier + 1);
    record.for_programs("tunnel", share.tunnel);
    record.add("interface", share.tunnel == 0 ? "empty" : topology.tunnel_name(share.tunnel));
    record.add("state",
               state == topology.states.end() ? Json(nullptr) : Json(tunnel_state_name(state->second)));
    record.add("slots", share.slots);
    record.add("share_pct", share.share_pct, percent(share.share_pct));
    record.add("weight", share.weight);
    record.add("weight_pct", share.weight_pct, percent(share.weight_pct));
    return record;
}

Result<void> add_peer(Section& section, const TypedMap<uint32_t, uint32_t>& rings, uint32_t bundle,
                      const Topology& topology) {
    for (uint32_t tier = 0; tier < HW_MAX_TIERS; ++tier) {
        const Result<std::vector<uint32_t>> ring = read_ring(rings, bundle, tier);
        if (!ring) return ring.error();
        for (const RingShare& share : ring_shares(*ring, bundle, tier, topology))
            section.records.push_back(to_record(bundle, tier, share, topology));
    }
    return {};
}

}  // namespace

Result<Report> show_rings(const Maps& maps, const std::optional<std::string>& peer) {
    const Result<Topology> topology = read_topology(maps);
    if (!topology) return topology.error();
    std::optional<uint32_t> wanted;
    if (peer) {
        const Result<uint32_t> found = topology->find_peer(*peer);
        if (!found) return found.error();
        wanted = *found;
    }
    const Result<TypedMap<uint32_t, uint32_t>> rings = maps.open_typed<uint32_t, uint32_t>(HW_MAP_RINGS);
    if (!rings) return rings.error();
    Section section;
    section.if_empty = "no rings";
    for (const auto& [bundle, value] : topology->bundles) {
        if (wanted && *wanted != bundle) continue;
        if (const Result<void> added = add_peer(section, *rings, bundle, *topology); !added)
            return added.error();
    }
    return report_of(std::move(section));
}

}  // namespace hawser::maps
