// SPDX-License-Identifier: BSD-2-Clause
#include "bpf/abi.h"
#include "maps-tool/commands.h"
#include "maps-tool/decode.h"
#include "maps-tool/topology.h"

namespace hawser::maps {
namespace {

/// Every drop, also those that have not happened: a name that is there with 0 answers the question.
Result<Section> drops(const Maps& maps) {
    const auto counters = maps.read<uint32_t, hw_counter>(HW_MAP_DROPS);
    if (!counters) return counters.error();
    Section section;
    section.name = "drops";
    section.if_empty = "no counters";
    for (const auto& [drop, counter] : *counters)
        if (drop != HW_DROP_NONE) section.records.push_back(decode_drop(drop, counter));
    return section;
}

Result<Section> tunnels(const Maps& maps, const Topology& topology) {
    const auto map = maps.open_typed<uint32_t, hw_tunnel_stats>(HW_MAP_TUNNEL_STATS);
    if (!map) return map.error();
    Section section;
    section.name = "tunnels";
    section.if_empty = "no tunnels";
    for (const auto& [id, tunnel] : topology.tunnels) {
        const Result<std::optional<hw_tunnel_stats>> stats = map->lookup(id);
        if (!stats) return stats.error();
        section.records.push_back(decode_tunnel_stats(id, stats->value_or(hw_tunnel_stats{}), topology));
    }
    return section;
}

}  // namespace

Result<Report> show_stats(const Maps& maps) {
    const Result<Topology> topology = read_topology(maps);
    if (!topology) return topology.error();
    Result<Section> dropped = drops(maps);
    if (!dropped) return dropped.error();
    Result<Section> carried = tunnels(maps, *topology);
    if (!carried) return carried.error();
    Report report;
    report.sections.push_back(std::move(*dropped));
    report.sections.push_back(std::move(*carried));
    return report;
}

}  // namespace hawser::maps
