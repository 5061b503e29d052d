// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/rule_members.h"

#include <algorithm>

#include "loader/plan/plan_rules.h"

namespace hawser::loader {
namespace {

policy::PathLimits limits_of(const RuleConfig& rule) {
    return {.loss_pct = rule.limits.loss_pct, .delay = rule.limits.delay, .jitter = rule.limits.jitter};
}

const TunnelConfig& tunnel_of(const PeerConfig& peer, TunnelId id) {
    return *std::find_if(peer.tunnels.begin(), peer.tunnels.end(),
                         [id](const TunnelConfig& tunnel) { return TunnelId(tunnel.id) == id; });
}

}  // namespace

void RuleMembers::look(TimePoint now, const PeerConfig& peer, const QualityOf& quality,
                       const Crossed& crossed) {
    auto& rules = members_[peer.name];
    rules.clear();
    for (const RuleConfig& rule : peer.rules) {
        std::vector<TunnelId>& members = rules[rule.name];
        for (const TunnelId tunnel : preferred_tunnels(peer, rule)) {
            const auto known = quality(tunnel);
            if (!known) continue;
            policy::LimitJudge& judge = judges_[{peer.name, rule.name, tunnel}];
            if (judge.take(now, limits_of(rule), *known))
                crossed(rule, tunnel_of(peer, tunnel), judge.within());
            if (judge.within()) members.push_back(tunnel);
        }
    }
}

void RuleMembers::forget(TunnelId tunnel) {
    std::erase_if(judges_, [tunnel](const auto& each) { return std::get<2>(each.first) == tunnel; });
    for (auto& [peer, rules] : members_) {
        for (auto& [rule, members] : rules)
            std::erase(members, tunnel);
    }
}

std::map<RuleKey, std::vector<TunnelId>> RuleMembers::of(const PeerConfig& peer) const {
    std::map<RuleKey, std::vector<TunnelId>> result;
    const auto known = members_.find(peer.name);
    if (known == members_.end()) return result;
    for (uint32_t i = 0; i < peer.rules.size(); ++i) {
        const auto rule = known->second.find(peer.rules[i].name);
        if (rule != known->second.end()) result[{BundleId(peer.id), i}] = rule->second;
    }
    return result;
}

}  // namespace hawser::loader
