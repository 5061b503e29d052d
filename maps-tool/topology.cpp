// SPDX-License-Identifier: BSD-2-Clause
#include "maps-tool/topology.h"

#include <fmt/format.h>

#include "maps-tool/words.h"

namespace hawser::maps {
namespace {

constexpr std::string_view kPeerInterfacePrefix = "hawser-";

/// `known` is tunnels or bundles.
template <typename Value>
std::string name_of(const Topology& topology, const std::map<uint32_t, Value>& known, uint32_t id,
                    std::string_view kind) {
    if (id == 0) return "-";
    const auto found = known.find(id);
    if (found == known.end()) return fmt::format("{} {}", kind, id);
    const auto interface = topology.interfaces.find(found->second.ifindex);
    return interface == topology.interfaces.end() ? interface_name(found->second.ifindex) : interface->second;
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

}  // namespace

std::string Topology::tunnel_name(uint32_t id) const {
    return name_of(*this, tunnels, id, "tunnel");
}

std::string Topology::peer_name(uint32_t id) const {
    return name_of(*this, bundles, id, "bundle");
}

Result<uint32_t> Topology::find_tunnel(std::string_view text) const {
    for (const auto& [id, tunnel] : tunnels)
        if (text == std::to_string(id) || text == interface_name(tunnel.ifindex)) return id;
    return Error(fmt::format("no tunnel has the id or the interface {}", text));
}

Result<uint32_t> Topology::find_peer(std::string_view text) const {
    for (const auto& [id, bundle] : bundles) {
        const std::string interface = interface_name(bundle.ifindex);
        if (text == std::to_string(id) || text == interface) return id;
        if (interface == std::string(kPeerInterfacePrefix).append(text)) return id;
    }
    return Error(fmt::format("no peer has the name, the id or the interface {}", text));
}

Result<Topology> read_topology(const Maps& maps) {
    if (const Result<void> abi = check_abi(maps); !abi) return abi.error();
    Topology topology;
    Result<std::map<uint32_t, hw_bundle>> bundles = read_used<hw_bundle>(maps, HW_MAP_BUNDLES);
    if (!bundles) return bundles.error();
    topology.bundles = std::move(*bundles);
    Result<std::map<uint32_t, hw_tunnel>> tunnels = read_used<hw_tunnel>(maps, HW_MAP_TUNNELS);
    if (!tunnels) return tunnels.error();
    topology.tunnels = std::move(*tunnels);
    const Result<TypedMap<uint32_t, uint32_t>> states =
        maps.open_typed<uint32_t, uint32_t>(HW_MAP_TUNNEL_STATE);
    if (!states) return states.error();
    for (const auto& [id, bundle] : topology.bundles)
        topology.interfaces[bundle.ifindex] = interface_name(bundle.ifindex);
    for (const auto& [id, tunnel] : topology.tunnels) {
        topology.interfaces[tunnel.ifindex] = interface_name(tunnel.ifindex);
        const Result<std::optional<uint32_t>> state = states->lookup(id);
        if (!state) return state.error();
        topology.states[id] = state->value_or(HW_TUNNEL_DOWN);
    }
    return topology;
}

}  // namespace hawser::maps
