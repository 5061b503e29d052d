// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/ip_address.h"
#include "base/result.h"
#include "maps-tool/maps.h"
#include "maps-tool/report.h"

namespace hawser::maps {

// What each command reads and shows. The errors are the world's; wrong words never get here.

/// `list`: the maps of the folder, Hawser's own ones.
[[nodiscard]] Result<Report> list_maps(const Maps& maps);
/// `show MAP`: one map.
[[nodiscard]] Result<Report> show_map(const Maps& maps, std::string_view name);
/// `dump MAP`: its entries, by their meaning.
[[nodiscard]] Result<Report> dump_map(const Maps& maps, std::string_view name);

/// Absent: all.
struct FlowFilter {
    std::optional<std::string> tunnel;
    std::optional<std::string> peer;
    std::optional<IpAddress> address;  ///< at either end
};
/// `flow list`
[[nodiscard]] Result<Report> list_flows(const Maps& maps, const FlowFilter& filter);

/// A flow as people know it: from either side, with or without ports.
struct FlowQuestion {
    IpAddress source;
    IpAddress destination;  ///< of the source's family
    std::optional<uint8_t> protocol;
    std::optional<uint16_t> source_port;  ///< ICMP: the identifier
    std::optional<uint16_t> destination_port;
};
/// `flow get`: an error where there is none.
[[nodiscard]] Result<Report> get_flow(const Maps& maps, const FlowQuestion& question);

/// `ring show`: each tunnel's share of each tier's ring, of one peer or all.
[[nodiscard]] Result<Report> show_rings(const Maps& maps, const std::optional<std::string>& peer);
/// `tunnel show`
[[nodiscard]] Result<Report> show_tunnels(const Maps& maps, const std::optional<std::string>& tunnel);
/// `stats`: drops by name, and each tunnel's counters.
[[nodiscard]] Result<Report> show_stats(const Maps& maps);

}  // namespace hawser::maps
