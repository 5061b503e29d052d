// SPDX-License-Identifier: BSD-2-Clause
#include "loader/plan/plan_rules.h"

#include <algorithm>

#include "loader/plan/maglev.h"

namespace hawser::loader {
namespace {

template <typename T>
std::vector<T> or_any(const std::vector<T>& list, T any) {
    return list.empty() ? std::vector<T>{any} : list;
}

/// Absent: any address.
using MaybePrefix = std::optional<IpPrefix>;

std::vector<MaybePrefix> or_any(const std::vector<IpPrefix>& list) {
    if (list.empty()) return {std::nullopt};
    return {list.begin(), list.end()};
}

void write_prefix(const MaybePrefix& prefix, hw_u8* address, hw_u8* mask) {
    if (!prefix) return;
    const ByteView bytes = prefix->address().bytes();
    std::copy(bytes.begin(), bytes.end(), address);
    for (unsigned bit = 0; bit < prefix->length(); ++bit)
        mask[bit / 8] = static_cast<hw_u8>(mask[bit / 8] | 0x80U >> bit % 8);
}

/// 0: both may be.
hw_u8 family_of(const MaybePrefix& local, const MaybePrefix& remote) {
    if (local) return static_cast<hw_u8>(local->family());
    return remote ? static_cast<hw_u8>(remote->family()) : 0;
}

bool can_meet(const MaybePrefix& local, const MaybePrefix& remote) {
    return !local || !remote || local->family() == remote->family();
}

hw_match match_of(const MaybePrefix& local, const MaybePrefix& remote) {
    hw_match match{};
    write_prefix(local, match.local_addr, match.local_mask);
    write_prefix(remote, match.remote_addr, match.remote_mask);
    match.family = family_of(local, remote);
    return match;
}

void add_with_ports(const RuleConfig& rule, const hw_match& addresses, std::vector<hw_match>& matches) {
    for (const uint8_t protocol : or_any<uint8_t>(rule.protocols, 0)) {
        for (const PortRange& local : or_any(rule.local_ports, PortRange{})) {
            for (const PortRange& remote : or_any(rule.ports, PortRange{})) {
                hw_match match = addresses;
                match.protocol = protocol;
                match.local_port_first = local.first;
                match.local_port_last = local.last;
                match.remote_port_first = remote.first;
                match.remote_port_last = remote.last;
                matches.push_back(match);
            }
        }
    }
}

/// Of the tunnels that the plan has, by its tiers and weights.
void add_rings(BundleId bundle, uint32_t slot, const hw_rule& rule, MapPlan& plan) {
    std::map<uint32_t, std::vector<RingMember>> tiers;
    for (uint32_t i = 0; i < rule.member_count; ++i) {
        const TunnelId tunnel(rule.members[i]);
        const hw_tunnel& entry = plan.tunnels.at(tunnel);
        tiers[entry.tier].push_back({tunnel, entry.weight});
    }
    for (auto& [tier, members] : tiers) {
        Ring ring = maglev_ring(members);
        if (!ring.empty()) plan.rings[{bundle, tier, slot}] = std::move(ring);
    }
}

hw_rule rule_of(BundleId bundle, const RuleConfig& config, const std::vector<TunnelId>& members,
                const MapPlan& plan) {
    hw_rule rule{};
    rule.bundle = bundle.value();
    rule.flags = config.move ? HW_RULE_MOVES : 0;
    std::copy_n(config.name.begin(), std::min<size_t>(config.name.size(), HW_RULE_NAME), rule.name);
    for (const TunnelId tunnel : members) {
        if (plan.tunnels.contains(tunnel) && rule.member_count < HW_MAX_MEMBERS)
            rule.members[rule.member_count++] = tunnel.value();
    }
    return rule;
}

}  // namespace

std::vector<hw_match> matches_of(const RuleConfig& rule, uint32_t number) {
    std::vector<hw_match> matches;
    for (const MaybePrefix& local : or_any(rule.local_networks)) {
        for (const MaybePrefix& remote : or_any(rule.networks)) {
            if (!can_meet(local, remote)) continue;
            hw_match match = match_of(local, remote);
            match.dscp = rule.dscp;
            match.rule = number;
            add_with_ports(rule, match, matches);
        }
    }
    return matches;
}

std::vector<TunnelId> preferred_tunnels(const PeerConfig& peer, const RuleConfig& rule) {
    std::vector<TunnelId> tunnels;
    for (const TunnelConfig& tunnel : peer.tunnels) {
        const bool preferred = rule.uplinks.empty() || std::find(rule.uplinks.begin(), rule.uplinks.end(),
                                                                 tunnel.uplink) != rule.uplinks.end();
        if (preferred) tunnels.emplace_back(tunnel.id);
    }
    return tunnels;
}

void plan_rules(const PeerConfig& peer, const PolicyChoices& choices, MapPlan& plan) {
    const BundleId bundle(peer.id);
    if (peer.rules.empty() || !plan.bundles.contains(bundle)) return;
    hw_rule_set set{};
    set.first_match = plan.matches.empty() ? 0 : plan.matches.rbegin()->first + 1;
    set.first_rule = plan.rules.empty() ? 1 : plan.rules.rbegin()->first + 1;
    for (const RuleConfig& rule : peer.rules) {
        const uint32_t slot = set.first_rule + set.rule_count;
        const auto chosen = choices.rules.find({bundle, set.rule_count});
        const hw_rule entry =
            rule_of(bundle, rule,
                    chosen == choices.rules.end() ? preferred_tunnels(peer, rule) : chosen->second, plan);
        plan.rules[slot] = entry;
        add_rings(bundle, slot, entry, plan);
        for (const hw_match& match : matches_of(rule, ++set.rule_count))
            plan.matches[set.first_match + set.match_count++] = match;
    }
    plan.rule_sets[bundle] = set;
}

}  // namespace hawser::loader
