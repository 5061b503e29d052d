// SPDX-License-Identifier: BSD-2-Clause
#include "loader/bpf/map_room.h"

#include <algorithm>
#include <bit>

namespace hawser::loader {
namespace {

constexpr uint32_t kLeastTunnels = 64;
constexpr uint32_t kLeastBundles = 16;
constexpr uint32_t kLeastRules = 16;
constexpr uint32_t kLeastInterfaces = 128;
/// Flows that have not been answered: a flood fills them, and fresh ones must live long enough to be.
constexpr uint32_t kLeastNewFlows = 16384;
constexpr uint32_t kFlowsPerNewFlow = 8;

/// Room for ids up to `largest` and a quarter more.
uint32_t head_room(uint32_t largest, uint32_t least, uint32_t most) {
    const uint64_t wanted = uint64_t{largest} + largest / 4 + 1;
    return static_cast<uint32_t>(std::min<uint64_t>(most, std::bit_ceil(std::max<uint64_t>(wanted, least))));
}

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

MapRoom room_for(std::string_view name, const MapNeeds& needs) {
    const uint32_t bundles = head_room(needs.bundles, kLeastBundles, HW_MAX_BUNDLES);
    if (is_one_of(name, {HW_MAP_PINS4, HW_MAP_PINS6})) return {needs.flows, true};
    if (is_one_of(name, {HW_MAP_NEW_PINS4, HW_MAP_NEW_PINS6}))
        return {std::max(needs.flows / kFlowsPerNewFlow, kLeastNewFlows), true};
    if (is_one_of(name, {HW_MAP_TUNNELS, HW_MAP_TUNNEL_STATE, HW_MAP_TUNNEL_WATCH, HW_MAP_TUNNEL_STATS,
                         HW_MAP_PROBE_IDS, HW_MAP_IF_IDS}))
        return {head_room(needs.tunnels, kLeastTunnels, HW_MAX_TUNNELS), false};
    if (is_one_of(name, {HW_MAP_BUNDLES, HW_MAP_BUNDLE_WATCH, HW_MAP_RULE_SETS})) return {bundles, false};
    const uint32_t rules = head_room(needs.rules, kLeastRules, HW_MAX_RULES);
    // The numbers of rules' rings begin where those of bundles end.
    if (name == HW_MAP_RINGS)
        return {(needs.rules == 0 ? bundles : HW_RULE_RING + rules) * HW_MAX_TIERS, false};
    if (name == HW_MAP_RULES) return {rules, false};
    if (name == HW_MAP_MATCHES) return {head_room(needs.matches, kLeastRules, HW_MAX_ALL_MATCHES), false};
    if (name == HW_MAP_IFACES) return {head_room(needs.interfaces, kLeastInterfaces, HW_MAX_IFACES), false};
    return {};
}

}  // namespace hawser::loader
