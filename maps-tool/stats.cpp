// SPDX-License-Identifier: BSD-2-Clause
#include "bpf/abi.h"
#include "maps-tool/commands.h"
#include "maps-tool/decode.h"
#include "maps-tool/topology.h"
#include "maps-tool/words.h"

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

/// The entries of two maps of pins.
Result<uint64_t> count_pins(const Maps& maps, std::string_view map4, std::string_view map6) {
    uint64_t count = 0;
    for (const std::string_view name : {map4, map6}) {
        const Result<Map> map = maps.open(name);
        if (!map) return map.error();
        const Result<void> done = map->for_each([&count](const void*, const void*) { ++count; });
        if (!done) return done.error();
    }
    return count;
}

/// Programs cannot see that an LRU hash evicts; it is what was made and has neither been proven, nor ended,
/// nor is there. Counted while flows come and go it may be off by those of this moment.
Result<Section> pins(const Maps& maps) {
    const auto counts = maps.read<uint32_t, uint64_t>(HW_MAP_PIN_COUNTS);
    if (!counts) return counts.error();
    const Result<uint64_t> fresh = count_pins(maps, HW_MAP_NEW_PINS4, HW_MAP_NEW_PINS6);
    if (!fresh) return fresh.error();
    const Result<uint64_t> proven = count_pins(maps, HW_MAP_PINS4, HW_MAP_PINS6);
    if (!proven) return proven.error();
    Record record;
    uint64_t made = 0;
    uint64_t left = *fresh;
    for (const auto& [index, count] : *counts) {
        record.add(pin_count_name(index), count);
        if (index == HW_PIN_COUNT_MADE) made = count;
        if (index == HW_PIN_COUNT_PROVEN || index == HW_PIN_COUNT_ENDED) left += count;
    }
    record.add("present_new", *fresh);
    record.add("present_proven", *proven);
    record.add("evicted", made > left ? made - left : 0);
    Section section;
    section.name = "pins";
    section.single = true;
    section.records.push_back(std::move(record));
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
    Result<Section> pinned = pins(maps);
    if (!pinned) return pinned.error();
    Result<Section> carried = tunnels(maps, *topology);
    if (!carried) return carried.error();
    Report report;
    report.sections.push_back(std::move(*dropped));
    report.sections.push_back(std::move(*pinned));
    report.sections.push_back(std::move(*carried));
    return report;
}

}  // namespace hawser::maps
