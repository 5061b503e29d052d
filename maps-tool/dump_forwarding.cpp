// SPDX-License-Identifier: BSD-2-Clause
#include <arpa/inet.h>

#include <array>

#include "bpf/abi.h"
#include "maps-tool/decode.h"
#include "maps-tool/decode_rule.h"
#include "maps-tool/dump.h"
#include "maps-tool/rule.h"
#include "maps-tool/words.h"

namespace hawser::maps {
namespace {

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
        const uint32_t ring = index / HW_MAX_TIERS;
        const auto rule = topology->rules.find(ring < HW_RULE_RING ? 0 : ring - HW_RULE_RING);
        const bool of_rule = rule != topology->rules.end();
        const uint32_t bundle = of_rule ? rule->second.bundle : ring;
        record.for_programs("bundle", bundle);
        record.add("peer", topology->peer_name(bundle));
        record.add("rule", of_rule ? Json(rule_name(rule->second)) : Json(nullptr),
                   of_rule ? rule_name(rule->second) : "-");
        record.add("tier", index % HW_MAX_TIERS + 1);
        record.add("ring_map_id", map_id);
        return record;
    });
}

Result<Section> dump_rule_sets(const Maps& maps, const TopologyPtr& topology) {
    const auto decode = [topology](uint32_t bundle, const hw_rule_set& set) {
        Record record;
        record.for_programs("bundle", bundle);
        record.add("peer", topology->peer_name(bundle));
        record.add("first_match", set.first_match);
        record.add("match_count", set.match_count);
        record.add("first_rule", set.first_rule);
        record.add("rule_count", set.rule_count);
        return record;
    };
    return dump<uint32_t, hw_rule_set>(maps, HW_MAP_RULE_SETS, decode,
                                       [](uint32_t, const hw_rule_set& set) { return set.match_count != 0; });
}

Result<Section> dump_matches(const Maps& maps, const TopologyPtr&) {
    const auto decode = [](uint32_t index, const hw_match& match) {
        Record record;
        record.add("index", index);
        add_match(record, match);
        return record;
    };
    return dump<uint32_t, hw_match>(maps, HW_MAP_MATCHES, decode,
                                    [](uint32_t, const hw_match& match) { return match.rule != 0; });
}

Result<Section> dump_rules(const Maps& maps, const TopologyPtr& topology) {
    const auto decode = [topology](uint32_t slot, const hw_rule& rule) {
        Record record;
        record.add("slot", slot);
        record.for_programs("bundle", rule.bundle);
        record.add("peer", topology->peer_name(rule.bundle));
        add_rule(record, rule, *topology);
        return record;
    };
    return dump<uint32_t, hw_rule>(maps, HW_MAP_RULES, decode,
                                   [](uint32_t, const hw_rule& rule) { return rule.bundle != 0; });
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

Result<Section> dump_if_ids(const Maps& maps, const TopologyPtr& topology) {
    return dump<uint32_t, uint32_t>(maps, HW_MAP_IF_IDS, [topology](uint32_t if_id, uint32_t tunnel) {
        Record record;
        record.add("if_id", if_id);
        record.for_programs("tunnel", tunnel);
        record.add("interface", topology->tunnel_name(tunnel));
        return record;
    });
}

Result<Section> dump_stamp(const Maps& maps, const TopologyPtr&) {
    return dump<uint32_t, hw_stamp>(maps, HW_MAP_STAMP, [](uint32_t, const hw_stamp& stamp) {
        Record record;
        record.add("port", ntohs(stamp.port));
        record.add("utc_minus_monotonic_ns", stamp.utc_minus_monotonic_ns);
        record.add("error_estimate", ntohs(stamp.error_estimate));
        return record;
    });
}

constexpr std::array kDumps{
    Dump{HW_MAP_CONFIG, dump_config},       Dump{HW_MAP_NETS4, dump_nets4},
    Dump{HW_MAP_NETS6, dump_nets6},         Dump{HW_MAP_BUNDLES, dump_bundles},
    Dump{HW_MAP_TUNNELS, dump_tunnels},     Dump{HW_MAP_TUNNEL_STATE, dump_states},
    Dump{HW_MAP_RINGS, dump_rings},         Dump{HW_MAP_IFACES, dump_ifaces},
    Dump{HW_MAP_SELECTORS, dump_selectors}, Dump{HW_MAP_PROBE_IDS, dump_probe_ids},
    Dump{HW_MAP_IF_IDS, dump_if_ids},       Dump{HW_MAP_STAMP, dump_stamp},
    Dump{HW_MAP_RULE_SETS, dump_rule_sets}, Dump{HW_MAP_MATCHES, dump_matches},
    Dump{HW_MAP_RULES, dump_rules},
};

}  // namespace

std::span<const Dump> forwarding_dumps() {
    return kDumps;
}

}  // namespace hawser::maps
