// SPDX-License-Identifier: BSD-2-Clause
// The rules of KernelMapPort.
#include "loader/bpf/kernel_map_port.h"

namespace hawser::loader {
namespace {

/// Into an array whose entries that are all 0 count as not there.
template <typename Value, typename Key, typename Index>
Result<void> write_each(const ArrayTable<Value>& table, const TableChanges<Key, Value>& changes,
                        Index index) {
    for (const auto& [key, value] : changes.set) {
        if (auto written = table.write(index(key), value); !written) return written;
    }
    return {};
}

template <typename Value, typename Key, typename Index>
Result<void> clear_each(const ArrayTable<Value>& table, const TableChanges<Key, Value>& changes,
                        Index index) {
    for (const Key& key : changes.removed) {
        if (auto written = table.write(index(key), Value{}); !written) return written;
    }
    return {};
}

uint32_t same(uint32_t index) {
    return index;
}

uint32_t number(BundleId bundle) {
    return bundle.value();
}

}  // namespace

/// The sets last: nobody looks at matches or rules before one names them.
Result<void> KernelMapPort::set_rules(const MapChanges& changes) {
    if (auto written = write_each(rules_, changes.rules, same); !written) return written;
    if (auto written = write_each(matches_, changes.matches, same); !written) return written;
    return write_each(rule_sets_, changes.rule_sets, number);
}

Result<void> KernelMapPort::remove_rules(const MapChanges& changes) {
    if (auto written = clear_each(rule_sets_, changes.rule_sets, number); !written) return written;
    if (auto written = clear_each(matches_, changes.matches, same); !written) return written;
    return clear_each(rules_, changes.rules, same);
}

Result<void> KernelMapPort::read_rules(MapPlan& plan) {
    auto sets = rule_sets_.read_array();
    if (!sets) return sets.error();
    for (uint32_t id = 0; id < sets->size(); ++id) {
        if ((*sets)[id].match_count != 0) plan.rule_sets[BundleId(id)] = (*sets)[id];
    }
    auto matches = matches_.read_array();
    if (!matches) return matches.error();
    for (uint32_t index = 0; index < matches->size(); ++index) {
        if ((*matches)[index].rule != 0) plan.matches[index] = (*matches)[index];
    }
    auto rules = rules_.read_array();
    if (!rules) return rules.error();
    for (uint32_t slot = 0; slot < rules->size(); ++slot) {
        if ((*rules)[slot].bundle != 0) plan.rules[slot] = (*rules)[slot];
    }
    return {};
}

}  // namespace hawser::loader
