// SPDX-License-Identifier: BSD-2-Clause
#include <fmt/format.h>

#include "bpf/abi.h"
#include "maps-tool/commands.h"
#include "maps-tool/ring.h"
#include "maps-tool/ring_shares.h"
#include "maps-tool/topology.h"
#include "maps-tool/words.h"

namespace hawser::maps {
namespace {

std::string percent(double value) {
    return fmt::format("{:.2f} %", value);
}

Record to_record(uint32_t bundle, uint32_t tier, const RingShare& share, const Topology& topology) {
    Record record;
    record.for_programs("bundle", bundle);
    record.add("peer", topology.peer_name(bundle));
    record.add("tier", tier + 1);
    record.for_programs("tunnel", share.tunnel);
    record.add("interface", share.tunnel == 0 ? "empty" : topology.tunnel_name(share.tunnel));
    const bool exists = topology.tunnels.count(share.tunnel) != 0;
    record.add("state", exists ? Json(tunnel_state_name(topology.state_of(share.tunnel))) : Json(nullptr));
    record.add("slots", share.slots);
    record.add("share_pct", share.share_pct, percent(share.share_pct));
    record.add("weight", share.weight);
    record.add("weight_pct", share.weight_pct, percent(share.weight_pct));
    return record;
}

Result<void> add_peer(Section& section, const Rings& rings, uint32_t bundle, const Topology& topology) {
    for (uint32_t tier = 0; tier < HW_MAX_TIERS; ++tier) {
        const Result<std::vector<uint32_t>> ring = rings.slots(bundle, tier);
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
    const Result<Rings> rings = Rings::open(maps);
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
