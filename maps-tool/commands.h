// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/ip_address.h"
#include "base/ip_prefix.h"
#include "base/result.h"
#include "maps-tool/maps.h"
#include "maps-tool/output.h"
#include "maps-tool/report.h"

namespace hawser::maps {

// What each command reads and shows. The errors are the world's; wrong words never get here.

/// `list`: the maps of the folder, Hawser's own ones.
[[nodiscard]] Result<Report> list_maps(const Maps& maps);
/// `show MAP`: one map.
[[nodiscard]] Result<Report> show_map(const Maps& maps, std::string_view name);
/// `dump MAP`: its entries, by their meaning.
[[nodiscard]] Result<Report> dump_map(const Maps& maps, std::string_view name);

/// Which flows to list; what is absent lets all through.
struct FlowFilter {
    std::optional<std::string> tunnel;
    std::optional<std::string> bundle;  ///< a peer
    std::optional<uint8_t> protocol;
    std::optional<IpPrefix> host;  ///< either end lies in it
    bool only_proven = false;
    bool only_new = false;
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
    uint8_t dscp = 0;  ///< of a packet from our side, for rules that ask
};
/// `flow get`: the flows that fit; of one with all its ports also which tunnel it would take, and why. An
/// error where a question without ports finds none.
[[nodiscard]] Result<Report> get_flow(const Maps& maps, const FlowQuestion& question);

/// `ring show`: each tunnel's share of each tier's ring, of one peer or all.
[[nodiscard]] Result<Report> show_rings(const Maps& maps, const std::optional<std::string>& peer);
/// `rule show`: what the rules of one peer, or of all, are for, and the tunnels that their flows may take.
[[nodiscard]] Result<Report> show_rules(const Maps& maps, const std::optional<std::string>& peer);
/// `tunnel show`: tunnels with their states and what the programs have heard of them.
[[nodiscard]] Result<Report> show_tunnels(const Maps& maps, const std::optional<std::string>& tunnel);
/// `stats`: drops by name, counts of pins, and each tunnel's counters.
[[nodiscard]] Result<Report> show_stats(const Maps& maps);

/// Which events to print.
struct EventQuestion {
    bool follow = false;       ///< until the process is told to end
    std::set<uint16_t> kinds;  ///< enum hw_event_kind; empty: all
};
/// `events`: reads the ring buffer, and prints each event when it comes. An error where somebody else reads
/// it.
[[nodiscard]] Result<void> print_events(const Maps& maps, const EventQuestion& question,
                                        const Output& output);

}  // namespace hawser::maps
