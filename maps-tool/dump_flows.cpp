// SPDX-License-Identifier: BSD-2-Clause
#include <fmt/format.h>

#include <array>

#include "bpf/abi.h"
#include "maps-tool/decode.h"
#include "maps-tool/dump.h"
#include "maps-tool/flow.h"
#include "maps-tool/words.h"

namespace hawser::maps {
namespace {

/// `map` is one of HW_MAP_*PINS*.
Result<Section> dump_pins_of(std::string_view map, const Maps& maps, const TopologyPtr& topology) {
    auto flows = read_flows_of(maps, map);
    if (!flows) return flows.error();
    Section section;
    section.if_empty = fmt::format("map {} is empty", map);
    const size_t count = flows->size();
    section.records =
        RecordList(count, [flows = std::move(*flows), topology, now_ns = maps.now_ns](size_t index) {
            return decode_flow(flows[index], *topology, now_ns);
        });
    return section;
}

Result<Section> dump_pins4(const Maps& maps, const TopologyPtr& topology) {
    return dump_pins_of(HW_MAP_PINS4, maps, topology);
}

Result<Section> dump_pins6(const Maps& maps, const TopologyPtr& topology) {
    return dump_pins_of(HW_MAP_PINS6, maps, topology);
}

Result<Section> dump_new_pins4(const Maps& maps, const TopologyPtr& topology) {
    return dump_pins_of(HW_MAP_NEW_PINS4, maps, topology);
}

Result<Section> dump_new_pins6(const Maps& maps, const TopologyPtr& topology) {
    return dump_pins_of(HW_MAP_NEW_PINS6, maps, topology);
}

Result<Section> dump_tunnel_watch(const Maps& maps, const TopologyPtr& topology) {
    return dump<uint32_t, hw_tunnel_watch>(
        maps, HW_MAP_TUNNEL_WATCH,
        [topology, now_ns = maps.now_ns](uint32_t id, const hw_tunnel_watch& watch) {
            return decode_tunnel_watch(id, watch, *topology, now_ns);
        },
        [topology](uint32_t id, const hw_tunnel_watch&) { return topology->tunnels.count(id) != 0; });
}

Result<Section> dump_bundle_watch(const Maps& maps, const TopologyPtr& topology) {
    return dump<uint32_t, hw_bundle_watch>(
        maps, HW_MAP_BUNDLE_WATCH,
        [topology, now_ns = maps.now_ns](uint32_t id, const hw_bundle_watch& watch) {
            return decode_bundle_watch(id, watch, *topology, now_ns);
        },
        [topology](uint32_t id, const hw_bundle_watch&) { return topology->bundles.count(id) != 0; });
}

Result<Section> dump_fragments(const Maps& maps, const TopologyPtr&) {
    return dump<hw_fragment_key, hw_fragment>(
        maps, HW_MAP_FRAGMENTS,
        [now_ns = maps.now_ns](const hw_fragment_key& key, const hw_fragment& fragment) {
            return decode_fragment(key, fragment, now_ns);
        });
}

Result<Section> dump_pin_counts(const Maps& maps, const TopologyPtr&) {
    return dump<uint32_t, uint64_t>(maps, HW_MAP_PIN_COUNTS, [](uint32_t index, uint64_t count) {
        Record record;
        record.add("count", pin_count_name(index));
        record.add("pins", count);
        return record;
    });
}

Result<Section> dump_events(const Maps&, const TopologyPtr&) {
    return Error(
        "a ring buffer's entries go to the one who reads them: `hawser-maps events` prints those of "
        "hw_events");
}

Result<Section> dump_listener(const Maps& maps, const TopologyPtr&) {
    return dump<uint32_t, uint64_t>(maps, HW_MAP_LISTENER,
                                    [now_ns = maps.now_ns](uint32_t, uint64_t until_ns) {
                                        Record record;
                                        record.add("listening", until_ns > now_ns);
                                        record.add("until_ns", until_ns);
                                        return record;
                                    });
}

Result<Section> dump_drops(const Maps& maps, const TopologyPtr&) {
    return dump<uint32_t, hw_counter>(maps, HW_MAP_DROPS, decode_drop);
}

Result<Section> dump_tunnel_stats(const Maps& maps, const TopologyPtr& topology) {
    return dump<uint32_t, hw_tunnel_stats>(
        maps, HW_MAP_TUNNEL_STATS,
        [topology](uint32_t id, const hw_tunnel_stats& stats) {
            return decode_tunnel_stats(id, stats, *topology);
        },
        [topology](uint32_t id, const hw_tunnel_stats&) { return topology->tunnels.count(id) != 0; });
}

constexpr std::array kDumps{
    Dump{HW_MAP_PINS4, dump_pins4},
    Dump{HW_MAP_PINS6, dump_pins6},
    Dump{HW_MAP_NEW_PINS4, dump_new_pins4},
    Dump{HW_MAP_NEW_PINS6, dump_new_pins6},
    Dump{HW_MAP_FRAGMENTS, dump_fragments},
    Dump{HW_MAP_TUNNEL_WATCH, dump_tunnel_watch},
    Dump{HW_MAP_BUNDLE_WATCH, dump_bundle_watch},
    Dump{HW_MAP_DROPS, dump_drops},
    Dump{HW_MAP_TUNNEL_STATS, dump_tunnel_stats},
    Dump{HW_MAP_PIN_COUNTS, dump_pin_counts},
    Dump{HW_MAP_EVENTS, dump_events},
    Dump{HW_MAP_LISTENER, dump_listener},
};

}  // namespace

std::span<const Dump> flow_dumps() {
    return kDumps;
}

}  // namespace hawser::maps
