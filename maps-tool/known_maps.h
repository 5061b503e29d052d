// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <array>
#include <string_view>

#include "bpf/abi.h"

namespace hawser::maps {

struct KnownMap {
    std::string_view name;
    std::string_view holds;  ///< for people who see the name for the first time
};

/// Every map that is pinned, in the order of bpf/abi.h.
inline constexpr std::array kKnownMaps{
    KnownMap{HW_MAP_CONFIG, "settings of the programs"},
    KnownMap{HW_MAP_NETS4, "IPv4 networks and their peers"},
    KnownMap{HW_MAP_NETS6, "IPv6 networks and their peers"},
    KnownMap{HW_MAP_BUNDLES, "peers and their tunnels"},
    KnownMap{HW_MAP_RINGS, "rings that new flows take their tunnel from"},
    KnownMap{HW_MAP_TUNNELS, "tunnels"},
    KnownMap{HW_MAP_TUNNEL_STATE, "states of the tunnels"},
    KnownMap{HW_MAP_IFACES, "roles of interfaces"},
    KnownMap{HW_MAP_SELECTORS, "what each tunnel may deliver"},
    KnownMap{HW_MAP_PROBE_IDS, "ICMP identifiers of our probes"},
    KnownMap{HW_MAP_PINS, "flows and their tunnels"},
    KnownMap{HW_MAP_DROPS, "drops by reason"},
    KnownMap{HW_MAP_TUNNEL_STATS, "counters of the tunnels"},
};

}  // namespace hawser::maps
