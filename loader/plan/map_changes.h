// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "loader/plan/map_plan.h"

namespace hawser::loader {

/// Entries of one map to write (new or changed) and keys to remove, both ascending.
template <typename Key, typename Value>
struct TableChanges {
    std::vector<std::pair<Key, Value>> set;
    std::vector<Key> removed;

    [[nodiscard]] bool empty() const { return set.empty() && removed.empty(); }
};

/// The way from one MapPlan to another. Whoever applies it writes from the leaves up (tunnels before bundles,
/// bundles before their rings, rings before networks) and removes in the opposite order, so that at no time
/// something names what does not exist, and where a ring is, its bundle is too.
struct MapChanges {
    std::optional<hw_config> config;
    TableChanges<IpPrefix, hw_net> nets;
    TableChanges<BundleId, hw_bundle> bundles;
    TableChanges<RingKey, Ring> rings;  ///< whole rings: one write of the outer map each
    TableChanges<TunnelId, hw_tunnel> tunnels;
    TableChanges<uint32_t, hw_iface> ifaces;
    TableChanges<SelectorKey, hw_selector> selectors;
    TableChanges<uint16_t, TunnelId> probe_ids;
    TableChanges<IfId, TunnelId> if_ids;
    TableChanges<BundleId, hw_rule_set> rule_sets;
    TableChanges<uint32_t, hw_match> matches;
    TableChanges<uint32_t, hw_rule> rules;
    /// Tunnels that were not there before, and ids that now mean another tunnel (of another bundle or
    /// interface): their state is set to HW_TUNNEL_DOWN before anything names them, and their counters start
    /// at 0. All of them are in `tunnels.set` too.
    std::vector<TunnelId> new_tunnels;

    [[nodiscard]] bool empty() const;
};

[[nodiscard]] MapChanges diff(const MapPlan& from, const MapPlan& to);

/// `plan` with `changes` made: patched(a, diff(a, b)) == b.
[[nodiscard]] MapPlan patched(MapPlan plan, const MapChanges& changes);

}  // namespace hawser::loader
