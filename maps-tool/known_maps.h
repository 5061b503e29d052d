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
    KnownMap{HW_MAP_TUNNEL_WATCH, "what the programs have heard of each tunnel"},
    KnownMap{HW_MAP_BUNDLE_WATCH, "since when each peer has a better tier to return to"},
    KnownMap{HW_MAP_IF_IDS, "tunnels of the shared interface by their if_id"},
    KnownMap{HW_MAP_RULE_SETS, "where each peer's rules are"},
    KnownMap{HW_MAP_MATCHES, "what each rule is for"},
    KnownMap{HW_MAP_RULES, "tunnels that each rule's flows may take"},
    KnownMap{HW_MAP_PINS4, "IPv4 flows seen both ways, and their tunnels"},
    KnownMap{HW_MAP_PINS6, "IPv6 flows seen both ways, and their tunnels"},
    KnownMap{HW_MAP_NEW_PINS4, "IPv4 flows seen one way so far, and their tunnels"},
    KnownMap{HW_MAP_NEW_PINS6, "IPv6 flows seen one way so far, and their tunnels"},
    KnownMap{HW_MAP_FRAGMENTS, "ports of fragmented packets"},
    KnownMap{HW_MAP_DROPS, "drops by reason"},
    KnownMap{HW_MAP_TUNNEL_STATS, "counters of the tunnels"},
    KnownMap{HW_MAP_PIN_COUNTS, "pins made, proven, moved and ended"},
    KnownMap{HW_MAP_EVENTS, "events, for one reader"},
    KnownMap{HW_MAP_LISTENER, "until when somebody reads the events"},
    KnownMap{HW_MAP_STAMP, "settings of the STAMP reflector"},
    KnownMap{HW_MAP_OUTERS, "tunnels by their outer addresses"},
    KnownMap{HW_MAP_SPIS, "SAs of this machine"},
    KnownMap{HW_MAP_TUNNEL_UPLINKS, "uplinks of the tunnels"},
    KnownMap{HW_MAP_STRAYS, "outer packets on an uplink that is not their tunnel's"},
    KnownMap{HW_MAP_XDP, "what XDP does on each interface"},
    KnownMap{HW_MAP_XDP_CPUS, "CPUs that XDP spreads packets over"},
    KnownMap{HW_MAP_XDP_SPREAD, "packets that XDP gave to each of these CPUs"},
    KnownMap{HW_MAP_IKE_SOURCES, "IKE_SA_INIT requests that each source may still make"},
};

}  // namespace hawser::maps
