// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <vector>

#include "base/ids.h"
#include "base/ip_prefix.h"
#include "loader/plan/abi_values.h"

namespace hawser::loader {

struct RingKey {
    BundleId bundle;
    uint32_t tier = 0;  ///< 0..HW_MAX_TIERS-1
    uint32_t rule = 0;  ///< slot of the rule whose ring it is; 0: the bundle's own
    auto operator<=>(const RingKey&) const = default;
};

/// Tunnel ids, as many as ring_slots_for() says; without the count that the kernel's map has before them.
using Ring = std::vector<uint32_t>;

struct SelectorKey {
    TunnelId tunnel;
    hw_selector_side side = HW_SELECTOR_REMOTE;
    IpPrefix prefix;
    auto operator<=>(const SelectorKey&) const = default;
};

/// What the data plane's maps should contain, or do contain: a value, compared and diffed. Path states are
/// not in it: the daemon writes each by itself, in one map write (MapPort::set_tunnel_state).
struct MapPlan {
    hw_config config{};
    std::map<IpPrefix, hw_net> nets;  ///< both families
    std::map<BundleId, hw_bundle> bundles;
    std::map<RingKey, Ring> rings;
    std::map<TunnelId, hw_tunnel> tunnels;
    std::map<uint32_t, hw_iface> ifaces;  ///< by ifindex
    std::map<SelectorKey, hw_selector> selectors;
    std::map<uint16_t, TunnelId> probe_ids;  ///< by ICMP echo identifier, host byte order
    std::map<IfId, TunnelId> if_ids;         ///< of tunnels that share an interface
    std::map<BundleId, hw_rule_set> rule_sets;
    std::map<uint32_t, hw_match> matches;  ///< by index
    std::map<uint32_t, hw_rule> rules;     ///< by slot, from 1

    bool operator==(const MapPlan&) const = default;
};

}  // namespace hawser::loader
