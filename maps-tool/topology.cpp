// SPDX-License-Identifier: BSD-2-Clause
#include "maps-tool/topology.h"

#include <fmt/format.h>

#include "maps-tool/words.h"

namespace hawser::maps {
namespace {

constexpr std::string_view kPeerInterfacePrefix = "hawser-";

bool is_shared(const hw_tunnel& tunnel) {
    return (tunnel.flags & HW_TUNNEL_SHARED_INTERFACE) != 0;
}

bool is_shared(const hw_bundle& bundle) {
    return (bundle.flags & HW_BUNDLE_SHARED_INTERFACE) != 0;
}

/// `known` is tunnels or bundles.
template <typename Value>
std::string name_of(const Topology& topology, const std::map<uint32_t, Value>& known, uint32_t id,
                    std::string_view kind) {
    if (id == 0) return "-";
    const auto found = known.find(id);
    if (found == known.end()) return fmt::format("{} {}", kind, id);
    const auto interface = topology.interfaces.find(found->second.ifindex);
    const std::string name =
        interface == topology.interfaces.end() ? interface_name(found->second.ifindex) : interface->second;
    // No interface's name may have a slash.
    return is_shared(found->second) ? fmt::format("{}/{}", name, id) : name;
}

/// A slot of an array map whose interface is 0 is no tunnel and no bundle.
template <typename Value>
Result<std::map<uint32_t, Value>> read_used(const Maps& maps, std::string_view name) {
    const Result<std::vector<std::pair<uint32_t, Value>>> all = maps.read<uint32_t, Value>(name);
    if (!all) return all.error();
    std::map<uint32_t, Value> used;
    for (const auto& [id, value] : *all)
        if (value.ifindex != 0) used.emplace(id, value);
    return used;
}

/// What another map says of each of `known`; it may be smaller, for its size is another matter of the
/// daemon's.
template <typename Value, typename Known>
Result<std::map<uint32_t, Value>> read_of(const Maps& maps, std::string_view name, const Known& known) {
    const Result<TypedMap<uint32_t, Value>> map = maps.open_typed<uint32_t, Value>(name);
    if (!map) return map.error();
    std::map<uint32_t, Value> values;
    for (const auto& [id, unused] : known) {
        const Result<std::optional<Value>> value = map->lookup(id);
        if (!value) return value.error();
        values[id] = value->value_or(Value{});
    }
    return values;
}

/// Into `to`, unless it failed.
template <typename Value>
Result<void> take(Result<Value> from, Value& to) {
    if (!from) return from.error();
    to = std::move(*from);
    return {};
}

Result<hw_config> read_config(const Maps& maps) {
    const auto map = maps.open_typed<uint32_t, hw_config>(HW_MAP_CONFIG);
    if (!map) return map.error();
    const Result<std::optional<hw_config>> config = map->lookup(0);
    if (!config) return config.error();
    return config->value_or(hw_config{});
}

template <typename Value, typename Used>
void read_where(const Maps& maps, std::string_view name, std::map<uint32_t, Value>& to, Used used) {
    const auto all = maps.read<uint32_t, Value>(name);
    if (!all) return;
    for (const auto& [index, value] : *all)
        if (used(value)) to.emplace(index, value);
}

/// A daemon that knew no rules has pinned no maps for them, and then there are none.
void read_rules(const Maps& maps, Topology& topology) {
    read_where(maps, HW_MAP_RULE_SETS, topology.rule_sets,
               [](const hw_rule_set& set) { return set.match_count != 0; });
    read_where(maps, HW_MAP_MATCHES, topology.matches, [](const hw_match& match) { return match.rule != 0; });
    read_where(maps, HW_MAP_RULES, topology.rules, [](const hw_rule& rule) { return rule.bundle != 0; });
}

Result<void> read_maps(const Maps& maps, Topology& topology) {
    if (auto done = check_abi(maps); !done) return done;
    if (auto done = take(read_config(maps), topology.config); !done) return done;
    if (auto done = take(read_used<hw_bundle>(maps, HW_MAP_BUNDLES), topology.bundles); !done) return done;
    if (auto done = take(read_used<hw_tunnel>(maps, HW_MAP_TUNNELS), topology.tunnels); !done) return done;
    if (auto done = take(read_of<uint32_t>(maps, HW_MAP_TUNNEL_STATE, topology.tunnels), topology.states);
        !done)
        return done;
    if (auto done = take(read_of<hw_tunnel_watch>(maps, HW_MAP_TUNNEL_WATCH, topology.tunnels),
                         topology.tunnel_watches);
        !done)
        return done;
    if (auto done = take(read_of<hw_bundle_watch>(maps, HW_MAP_BUNDLE_WATCH, topology.bundles),
                         topology.bundle_watches);
        !done)
        return done;
    read_rules(maps, topology);
    return {};
}

}  // namespace

std::string Topology::tunnel_name(uint32_t id) const {
    return name_of(*this, tunnels, id, "tunnel");
}

std::string Topology::peer_name(uint32_t id) const {
    return name_of(*this, bundles, id, "bundle");
}

uint32_t Topology::state_of(uint32_t tunnel) const {
    const auto state = states.find(tunnel);
    return state == states.end() ? uint32_t{HW_TUNNEL_DOWN} : state->second;
}

hw_tunnel_watch Topology::watch_of(uint32_t tunnel) const {
    const auto watch = tunnel_watches.find(tunnel);
    return watch == tunnel_watches.end() ? hw_tunnel_watch{} : watch->second;
}

Result<uint32_t> Topology::find_tunnel(std::string_view text) const {
    for (const auto& [id, tunnel] : tunnels)
        if (text == std::to_string(id) || text == tunnel_name(id)) return id;
    return Error(fmt::format("no tunnel has the id or the interface {}", text));
}

Result<uint32_t> Topology::find_peer(std::string_view text) const {
    for (const auto& [id, bundle] : bundles) {
        const std::string name = peer_name(id);
        if (text == std::to_string(id) || text == name) return id;
        if (name == std::string(kPeerInterfacePrefix).append(text)) return id;
    }
    return Error(fmt::format("no peer has the name, the id or the interface {}", text));
}

Result<Topology> read_topology(const Maps& maps) {
    Topology topology;
    if (const Result<void> done = read_maps(maps, topology); !done) return done.error();
    for (const auto& [id, bundle] : topology.bundles)
        topology.interfaces[bundle.ifindex] = interface_name(bundle.ifindex);
    for (const auto& [id, tunnel] : topology.tunnels)
        topology.interfaces[tunnel.ifindex] = interface_name(tunnel.ifindex);
    return topology;
}

}  // namespace hawser::maps
