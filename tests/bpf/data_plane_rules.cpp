// SPDX-License-Identifier: BSD-2-Clause
#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include <algorithm>

#include "base/check.h"
#include "tests/bpf/data_plane.h"

namespace hawser::bpf {
namespace {

template <typename Value>
void write(const bpf_map* map, uint32_t index, const Value& value) {
    const int result = bpf_map__update_elem(map, &index, sizeof(index), &value, sizeof(value), BPF_ANY);
    HAWSER_CHECK(result == 0, "writing a map");
}

}  // namespace

void DataPlane::set_rule(uint32_t number, const std::vector<uint32_t>& members, uint32_t flags) {
    const uint32_t slot = rules_.first_rule + number - 1;
    hw_rule rule{};
    rule.bundle = kBundle;
    rule.flags = flags;
    std::map<uint32_t, std::vector<uint32_t>> tiers;
    for (const uint32_t member : members) {
        rule.members[rule.member_count++] = member;
        tiers[tunnels_.at(member).tier].push_back(member);
    }
    for (uint32_t tier = 0; tier < HW_MAX_TIERS; ++tier) {
        const uint32_t index = (HW_RULE_RING + slot) * HW_MAX_TIERS + tier;
        if (tiers.count(tier) != 0) {
            write_ring(HW_RULE_RING + slot, tier, tiers[tier]);
        } else {
            bpf_map_delete_elem(bpf_map__fd(skeleton_->maps.hw_rings), &index);
        }
    }
    write(skeleton_->maps.hw_rules, slot, rule);
    rules_.rule_count = std::max(rules_.rule_count, number);
    write(skeleton_->maps.hw_rule_sets, kBundle, rules_);
}

void DataPlane::add_match(hw_match match) {
    write(skeleton_->maps.hw_matches, rules_.first_match + rules_.match_count++, match);
    write(skeleton_->maps.hw_rule_sets, kBundle, rules_);
}

}  // namespace hawser::bpf
