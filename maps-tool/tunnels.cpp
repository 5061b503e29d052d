// SPDX-License-Identifier: BSD-2-Clause
#include "bpf/abi.h"
#include "maps-tool/commands.h"
#include "maps-tool/decode.h"
#include "maps-tool/topology.h"

namespace hawser::maps {
namespace {

Record to_record(uint32_t id, const hw_tunnel& tunnel, const hw_tunnel_stats& stats, const Topology& topology,
                 uint64_t now_ns) {
    Record record = decode_tunnel(id, tunnel, topology);
    add_watch(record, topology.watch_of(id), now_ns);
    record.add("packets_out", stats.packets_out);
    record.add("packets_in", stats.packets_in);
    record.for_programs("bytes_out", stats.bytes_out);
    record.for_programs("bytes_in", stats.bytes_in);
    return record;
}

}  // namespace

Result<Report> show_tunnels(const Maps& maps, const std::optional<std::string>& tunnel) {
    const Result<Topology> topology = read_topology(maps);
    if (!topology) return topology.error();
    std::optional<uint32_t> wanted;
    if (tunnel) {
        const Result<uint32_t> found = topology->find_tunnel(*tunnel);
        if (!found) return found.error();
        wanted = *found;
    }
    const auto stats = maps.open_typed<uint32_t, hw_tunnel_stats>(HW_MAP_TUNNEL_STATS);
    if (!stats) return stats.error();
    Section section;
    section.single = wanted.has_value();
    section.if_empty = "no tunnels";
    for (const auto& [id, value] : topology->tunnels) {
        if (wanted && *wanted != id) continue;
        const Result<std::optional<hw_tunnel_stats>> counted = stats->lookup(id);
        if (!counted) return counted.error();
        const hw_tunnel_stats carried = counted->value_or(hw_tunnel_stats{});
        section.records.push_back(to_record(id, value, carried, *topology, maps.now_ns));
    }
    return report_of(std::move(section));
}

}  // namespace hawser::maps
