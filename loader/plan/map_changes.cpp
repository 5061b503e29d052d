// SPDX-License-Identifier: BSD-2-Clause
#include "loader/plan/map_changes.h"

namespace hawser::loader {
namespace {

template <typename Key, typename Value>
TableChanges<Key, Value> table_diff(const std::map<Key, Value>& from, const std::map<Key, Value>& to) {
    TableChanges<Key, Value> changes;
    for (const auto& [key, value] : to) {
        const auto old = from.find(key);
        if (old == from.end() || !(old->second == value)) changes.set.emplace_back(key, value);
    }
    for (const auto& [key, value] : from) {
        if (!to.contains(key)) changes.removed.push_back(key);
    }
    return changes;
}

template <typename Key, typename Value>
void patch(std::map<Key, Value>& table, const TableChanges<Key, Value>& changes) {
    for (const Key& key : changes.removed)
        table.erase(key);
    for (const auto& [key, value] : changes.set)
        table.insert_or_assign(key, value);
}

/// Ids follow the order of the configuration's file, so after an edit an id may mean another tunnel, which
/// must not inherit that it is up.
bool is_another(const hw_tunnel& old, const hw_tunnel& now) {
    return old.bundle != now.bundle || old.ifindex != now.ifindex || old.if_id != now.if_id;
}

}  // namespace

bool MapChanges::empty() const {
    return !config && nets.empty() && bundles.empty() && rings.empty() && tunnels.empty() && ifaces.empty() &&
           selectors.empty() && probe_ids.empty() && if_ids.empty() && rule_sets.empty() && matches.empty() &&
           rules.empty();
}

MapChanges diff(const MapPlan& from, const MapPlan& to) {
    MapChanges changes;
    if (!(from.config == to.config)) changes.config = to.config;
    changes.nets = table_diff(from.nets, to.nets);
    changes.bundles = table_diff(from.bundles, to.bundles);
    changes.rings = table_diff(from.rings, to.rings);
    changes.tunnels = table_diff(from.tunnels, to.tunnels);
    changes.ifaces = table_diff(from.ifaces, to.ifaces);
    changes.selectors = table_diff(from.selectors, to.selectors);
    changes.probe_ids = table_diff(from.probe_ids, to.probe_ids);
    changes.if_ids = table_diff(from.if_ids, to.if_ids);
    changes.rule_sets = table_diff(from.rule_sets, to.rule_sets);
    changes.matches = table_diff(from.matches, to.matches);
    changes.rules = table_diff(from.rules, to.rules);
    for (const auto& [tunnel, value] : changes.tunnels.set) {
        const auto old = from.tunnels.find(tunnel);
        if (old == from.tunnels.end() || is_another(old->second, value))
            changes.new_tunnels.push_back(tunnel);
    }
    return changes;
}

MapPlan patched(MapPlan plan, const MapChanges& changes) {
    if (changes.config) plan.config = *changes.config;
    patch(plan.nets, changes.nets);
    patch(plan.bundles, changes.bundles);
    patch(plan.rings, changes.rings);
    patch(plan.tunnels, changes.tunnels);
    patch(plan.ifaces, changes.ifaces);
    patch(plan.selectors, changes.selectors);
    patch(plan.probe_ids, changes.probe_ids);
    patch(plan.if_ids, changes.if_ids);
    patch(plan.rule_sets, changes.rule_sets);
    patch(plan.matches, changes.matches);
    patch(plan.rules, changes.rules);
    return plan;
}

}  // namespace hawser::loader
