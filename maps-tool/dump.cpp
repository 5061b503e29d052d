// SPDX-License-Identifier: BSD-2-Clause
#include <fmt/format.h>

#include <array>
#include <memory>

#include "bpf/abi.h"
#include "maps-tool/commands.h"
#include "maps-tool/decode.h"
#include "maps-tool/known_maps.h"
#include "maps-tool/topology.h"
#include "maps-tool/words.h"

namespace hawser::maps {
namespace {

/// Shared by the records, which are made after the command has ended.
using TopologyPtr = std::shared_ptr<const Topology>;

/// Every entry of a map as `decode` sees it; entries for which `used` is false are slots of an array that
/// hold nothing.
template <typename Key, typename Value, typename Decode, typename Used>
Result<Section> dump(const Maps& maps, std::string_view name, const Decode& decode, const Used& used) {
    auto entries = maps.read<Key, Value>(name);
    if (!entries) return entries.error();
    std::erase_if(*entries, [&used](const auto& entry) { return !used(entry.first, entry.second); });
    Section section;
    section.if_empty = fmt::format("map {} is empty", name);
    const size_t count = entries->size();
    section.records = RecordList(count, [entries = std::move(*entries), decode](size_t index) {
        return decode(entries[index].first, entries[index].second);
    });
    return section;
}

template <typename Key, typename Value, typename Decode>
Result<Section> dump(const Maps& maps, std::string_view name, const Decode& decode) {
    return dump<Key, Value>(maps, name, decode, [](const Key&, const Value&) { return true; });
}

constexpr auto kHasInterface = [](uint32_t, const auto& value) { return value.ifindex != 0; };

Result<Section> dump_config(const Maps& maps, const TopologyPtr&) {
    return dump<uint32_t, hw_config>(maps, HW_MAP_CONFIG,
                                     [](uint32_t, const hw_config& config) { return decode_config(config); });
}

Result<Section> dump_nets4(const Maps& maps, const TopologyPtr& topology) {
    return dump<hw_net4_key, hw_net>(
        maps, HW_MAP_NETS4,
        [topology](const hw_net4_key& key, const hw_net& net) { return decode_net4(key, net, *topology); });
}

Result<Section> dump_nets6(const Maps& maps, const TopologyPtr& topology) {
    return dump<hw_net6_key, hw_net>(
        maps, HW_MAP_NETS6,
        [topology](const hw_net6_key& key, const hw_net& net) { return decode_net6(key, net, *topology); });
}

Result<Section> dump_bundles(const Maps& maps, const TopologyPtr& topology) {
    return dump<uint32_t, hw_bundle>(
        maps, HW_MAP_BUNDLES,
        [topology](uint32_t id, const hw_bundle& bundle) { return decode_bundle(id, bundle, *topology); },
        kHasInterface);
}

Result<Section> dump_tunnels(const Maps& maps, const TopologyPtr& topology) {
    return dump<uint32_t, hw_tunnel>(
        maps, HW_MAP_TUNNELS,
        [topology](uint32_t id, const hw_tunnel& tunnel) { return decode_tunnel(id, tunnel, *topology); },
        kHasInterface);
}

Result<Section> dump_states(const Maps& maps, const TopologyPtr& topology) {
    const auto decode = [topology](uint32_t id, uint32_t state) {
        Record record;
        record.add("id", id);
        record.add("interface", topology->tunnel_name(id));
        record.add("state", tunnel_state_name(state));
        return record;
    };
    // A state that was left behind by a tunnel which is no more is worth seeing too.
    const auto used = [topology](uint32_t id, uint32_t state) {
        return topology->tunnels.count(id) != 0 || state != HW_TUNNEL_DOWN;
    };
    return dump<uint32_t, uint32_t>(maps, HW_MAP_TUNNEL_STATE, decode, used);
}

Result<Section> dump_rings(const Maps& maps, const TopologyPtr& topology) {
    return dump<uint32_t, uint32_t>(maps, HW_MAP_RINGS, [topology](uint32_t index, uint32_t map_id) {
        Record record;
        record.for_programs("bundle", index / HW_MAX_TIERS);
        record.add("peer", topology->peer_name(index / HW_MAX_TIERS));
        record.add("tier", index % HW_MAX_TIERS + 1);
        record.add("ring_map_id", map_id);
        return record;
    });
}

Result<Section> dump_ifaces(const Maps& maps, const TopologyPtr& topology) {
    return dump<uint32_t, hw_iface>(maps, HW_MAP_IFACES, [topology](uint32_t ifindex, const hw_iface& iface) {
        return decode_iface(ifindex, iface, *topology);
    });
}

Result<Section> dump_selectors(const Maps& maps, const TopologyPtr& topology) {
    return dump<hw_selector_key, hw_selector>(
        maps, HW_MAP_SELECTORS, [topology](const hw_selector_key& key, const hw_selector& selector) {
            return decode_selector(key, selector, *topology);
        });
}

Result<Section> dump_probe_ids(const Maps& maps, const TopologyPtr& topology) {
    return dump<uint32_t, uint32_t>(maps, HW_MAP_PROBE_IDS, [topology](uint32_t icmp_id, uint32_t tunnel) {
        Record record;
        record.add("icmp_id", icmp_id);
        record.for_programs("tunnel", tunnel);
        record.add("interface", topology->tunnel_name(tunnel));
        return record;
    });
}

Result<Section> dump_pins(const Maps& maps, const TopologyPtr& topology) {
    return dump<hw_flow_key, hw_pin>(
        maps, HW_MAP_PINS, [topology, now_ns = maps.now_ns](const hw_flow_key& key, const hw_pin& pin) {
            return decode_flow(key, pin, *topology, now_ns);
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

struct Dump {
    std::string_view name;
    Result<Section> (*run)(const Maps&, const TopologyPtr&);
};

constexpr std::array kDumps{
    Dump{HW_MAP_CONFIG, dump_config},
    Dump{HW_MAP_NETS4, dump_nets4},
    Dump{HW_MAP_NETS6, dump_nets6},
    Dump{HW_MAP_BUNDLES, dump_bundles},
    Dump{HW_MAP_RINGS, dump_rings},
    Dump{HW_MAP_TUNNELS, dump_tunnels},
    Dump{HW_MAP_TUNNEL_STATE, dump_states},
    Dump{HW_MAP_IFACES, dump_ifaces},
    Dump{HW_MAP_SELECTORS, dump_selectors},
    Dump{HW_MAP_PROBE_IDS, dump_probe_ids},
    Dump{HW_MAP_PINS, dump_pins},
    Dump{HW_MAP_DROPS, dump_drops},
    Dump{HW_MAP_TUNNEL_STATS, dump_tunnel_stats},
};
static_assert(kDumps.size() == kKnownMaps.size(), "every map can be dumped");

}  // namespace

Result<Report> dump_map(const Maps& maps, std::string_view name) {
    Result<Topology> read = read_topology(maps);
    if (!read) return read.error();
    const auto topology = std::make_shared<const Topology>(std::move(*read));
    for (const Dump& dump : kDumps) {
        if (dump.name != name) continue;
        Result<Section> section = dump.run(maps, topology);
        if (!section) return section.error();
        section->single = name == HW_MAP_CONFIG;
        return report_of(std::move(*section));
    }
    return Error(fmt::format("map {} is not one of Hawser's", name));
}

}  // namespace hawser::maps
