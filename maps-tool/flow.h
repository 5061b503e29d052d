// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ip_address.h"
#include "base/result.h"
#include "bpf/abi.h"
#include "maps-tool/maps.h"

namespace hawser::maps {

/// What tells a flow from all others, seen from our side. Ports in host byte order; ICMP: the identifier in
/// both.
struct FlowName {
    IpAddress local;
    IpAddress remote;  ///< of the same family
    uint8_t protocol = 0;
    uint16_t local_port = 0;
    uint16_t remote_port = 0;
    auto operator<=>(const FlowName&) const = default;
};

[[nodiscard]] FlowName name_of(const hw_flow4_key& key);
[[nodiscard]] FlowName name_of(const hw_flow6_key& key);
/// The name must be of the key's family.
[[nodiscard]] hw_flow4_key key4_of(const FlowName& name);
[[nodiscard]] hw_flow6_key key6_of(const FlowName& name);

/// A pin, and the map that holds it.
struct Flow {
    FlowName name;
    hw_pin pin{};
    std::string_view map;  ///< one of HW_MAP_*PINS*
};

/// Packets of both directions have been seen, whichever map has had room for it.
[[nodiscard]] bool is_proven(const Flow& flow);

/// Every flow of the four maps for which `wanted` is true, each once: one that a program takes over from the
/// new to the proven ones while they are read is shown as proven.
[[nodiscard]] Result<std::vector<Flow>> read_flows(const Maps& maps,
                                                   const std::function<bool(const Flow&)>& wanted);
/// Of one map; `map` is one of HW_MAP_*PINS*.
[[nodiscard]] Result<std::vector<Flow>> read_flows_of(const Maps& maps, std::string_view map);
/// The pin that the programs would find: proven ones are looked for first.
[[nodiscard]] Result<std::optional<Flow>> find_flow(const Maps& maps, const FlowName& name);

}  // namespace hawser::maps
