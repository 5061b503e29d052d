// SPDX-License-Identifier: BSD-2-Clause
#include "maps-tool/rule.h"

#include <fmt/format.h>

#include <algorithm>

namespace hawser::maps {
namespace {

bool is_within(const IpAddress& address, const hw_u8* wanted, const hw_u8* mask) {
    const ByteView bytes = address.bytes();
    for (size_t i = 0; i < 16; ++i) {
        const hw_u8 byte = i < bytes.size() ? bytes[i] : 0;
        if (((byte ^ wanted[i]) & mask[i]) != 0) return false;
    }
    return true;
}

bool fits(const hw_match& match, const FlowName& name, uint8_t dscp) {
    if (match.family != 0 && match.family != static_cast<hw_u8>(name.local.family())) return false;
    if (match.protocol != 0 && match.protocol != name.protocol) return false;
    if (match.dscp != 0 && (match.dscp >> (dscp & 63U) & 1U) == 0) return false;
    if (name.local_port < match.local_port_first || name.local_port > match.local_port_last) return false;
    if (name.remote_port < match.remote_port_first || name.remote_port > match.remote_port_last) return false;
    return is_within(name.local, match.local_addr, match.local_mask) &&
           is_within(name.remote, match.remote_addr, match.remote_mask);
}

}  // namespace

uint32_t find_rule(const Topology& topology, const FlowName& name, uint32_t bundle, uint8_t dscp) {
    const auto set = topology.rule_sets.find(bundle);
    if (set == topology.rule_sets.end()) return 0;
    for (uint32_t i = 0; i < std::min(set->second.match_count, HW_MAX_MATCHES); ++i) {
        const auto match = topology.matches.find(set->second.first_match + i);
        if (match != topology.matches.end() && fits(match->second, name, dscp)) return match->second.rule;
    }
    return 0;
}

uint32_t rule_slot(const Topology& topology, uint32_t bundle, uint32_t rule) {
    const auto set = topology.rule_sets.find(bundle);
    if (rule == 0 || set == topology.rule_sets.end() || rule > set->second.rule_count) return 0;
    return set->second.first_rule + rule - 1;
}

std::string rule_name(const hw_rule& rule) {
    const auto* end = std::find(std::begin(rule.name), std::end(rule.name), 0);
    return {std::begin(rule.name), end};
}

std::string rule_name(const Topology& topology, uint32_t bundle, uint32_t rule) {
    if (rule == 0) return "-";
    const auto found = topology.rules.find(rule_slot(topology, bundle, rule));
    return found == topology.rules.end() ? fmt::format("rule {}", rule) : rule_name(found->second);
}

bool rule_has(const hw_rule& rule, uint32_t tunnel) {
    const uint32_t count = std::min(rule.member_count, HW_MAX_MEMBERS);
    return std::find(rule.members, rule.members + count, tunnel) != rule.members + count;
}

bool rule_leaves(const Topology& topology, uint32_t slot, uint32_t tunnel) {
    const auto rule = topology.rules.find(slot);
    if (rule == topology.rules.end() || rule->second.member_count == 0) return false;
    return (rule->second.flags & HW_RULE_MOVES) != 0 && !rule_has(rule->second, tunnel);
}

}  // namespace hawser::maps
