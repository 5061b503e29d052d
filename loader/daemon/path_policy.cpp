// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/path_policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "loader/config/units.h"
#include "loader/daemon/path_figures.h"
#include "loader/daemon/state_mapping.h"
#include "loader/plan/plan_tiers.h"

namespace hawser::loader {
namespace {

using policy::FailoverMode;
using policy::FailoverWish;

std::string describe(const FailoverWish& wish) {
    if (wish.mode == FailoverMode::kAuto) return "automatic";
    if (!wish.tier) return "held";
    return fmt::format("{} {}", wish.mode == FailoverMode::kHold ? "held on tier" : "forced to tier",
                       *wish.tier);
}

std::string seconds_of(Duration duration) {
    return format_duration(std::chrono::ceil<std::chrono::seconds>(duration));
}

}  // namespace

void PathPolicy::adopt(TimePoint now, const MapPlan& plan, const KernelView& view) {
    // Ids follow the configuration's file: after an edit an id may mean another tunnel or peer.
    const auto is_still = [&view](uint32_t ifindex, const std::string& name) {
        const Link* link = view.link(static_cast<int>(ifindex));
        return link != nullptr && link->name == name;
    };
    for (const auto& [id, entry] : tunnels_.all()) {
        const auto left = plan.tunnels.find(id);
        if (left == plan.tunnels.end() || !is_still(left->second.ifindex, entry.tunnel->interface_name))
            continue;
        if ((left->second.flags & HW_TUNNEL_WANTED_DRAINING) != 0) draining_.insert(id);
        if ((left->second.flags & HW_TUNNEL_SET_ASIDE) != 0) losses_[id].adopt(now);
    }
    for (const PeerConfig& peer : config_.peers) {
        const auto left = plan.bundles.find(BundleId(peer.id));
        const auto noted = left == plan.bundles.end() ? std::nullopt : noted_tier(left->second);
        if (noted && is_still(left->second.ifindex, peer.interface_name))
            wishes_[peer.name] = {noted->forced ? FailoverMode::kTo : FailoverMode::kHold, noted->tier};
    }
}

void PathPolicy::forget(TunnelId tunnel) {
    draining_.erase(tunnel);
    losses_.erase(tunnel);
    rules_.forget(tunnel);
}

void PathPolicy::drain(TunnelId tunnel, bool wanted) {
    if (wanted) {
        draining_.insert(tunnel);
    } else {
        draining_.erase(tunnel);
    }
    const TunnelEntry& entry = *tunnels_.find(tunnel);
    const auto status = status_(tunnel);
    const auto path = status ? status->state : health::PathState::kDown;
    tell(*entry.tunnel, *entry.peer, wanted ? "draining" : std::string(health::to_string(path)),
         wanted ? "an operator wants no new flows on it" : "not draining any more");
}

void PathPolicy::set_failover(const PeerConfig& peer, FailoverWish wish) {
    // What is held is what carries now, whatever has put it there.
    if (wish.mode == FailoverMode::kHold) wish.tier = policy::active_tier(failover(peer), standings(peer));
    const std::string was = describe(failover(peer));
    wishes_[peer.name] = wish;
    happened_({.kind = "peer",
               .peer = peer.name,
               .was = was,
               .state = describe(wish),
               .reason = "an operator wants its tiers so"});
}

FailoverWish PathPolicy::failover(const PeerConfig& peer) const {
    const auto found = wishes_.find(peer.name);
    return found == wishes_.end() ? FailoverWish{} : found->second;
}

bool PathPolicy::lives(TunnelId tunnel) const {
    const auto status = status_(tunnel);
    return status && status->state != health::PathState::kDown;
}

bool PathPolicy::is_set_aside(TunnelId tunnel) const {
    const auto judged = losses_.find(tunnel);
    return judged != losses_.end() && judged->second.set_aside();
}

bool PathPolicy::has_substitute(const TunnelEntry& entry) const {
    return std::any_of(entry.peer->tunnels.begin(), entry.peer->tunnels.end(),
                       [&](const TunnelConfig& other) {
                           const TunnelId id(other.id);
                           return id != entry.id() && lives(id) && !is_set_aside(id) && !is_draining(id);
                       });
}

std::vector<policy::TierStanding> PathPolicy::standings(const PeerConfig& peer) const {
    std::vector<policy::TierStanding> standings;
    for (const TunnelConfig& tunnel : peer.tunnels) {
        const auto status = status_(TunnelId(tunnel.id));
        const hw_tunnel_state state = status ? state_of(TunnelId(tunnel.id), status->state) : HW_TUNNEL_DOWN;
        standings.push_back({tunnel.tier, state == HW_TUNNEL_UP || state == HW_TUNNEL_DEGRADED});
    }
    return standings;
}

bool PathPolicy::concerns(const PeerConfig& peer) const {
    const bool judged = std::any_of(peer.tunnels.begin(), peer.tunnels.end(), [this](const auto& tunnel) {
        return losses_.count(TunnelId(tunnel.id)) != 0;
    });
    return judged || watches(peer) || !peer.rules.empty() || failover(peer).mode != FailoverMode::kAuto;
}

bool PathPolicy::watches(const PeerConfig& peer) {
    return peer.failover_loss > 0 || std::any_of(peer.rules.begin(), peer.rules.end(),
                                                 [](const RuleConfig& rule) { return rule.limits.any(); });
}

void PathPolicy::look(TimePoint now, const PeerConfig& peer) {
    judge_loss(now, peer);
    judge_tiers(peer);
    if (peer.rules.empty()) return;
    const auto quality = [this](TunnelId tunnel) -> std::optional<policy::PathQuality> {
        const auto status = status_(tunnel);
        if (!status || state_of(tunnel, status->state) == HW_TUNNEL_DOWN) return std::nullopt;
        return quality_of(*status);
    };
    const auto crossed = [&](const RuleConfig& rule, const TunnelConfig& tunnel, bool within) {
        tell(tunnel, peer, within ? "within limits" : "beyond limits",
             fmt::format("its path is {} the limits of the rule '{}'", within ? "within" : "beyond",
                         rule.name));
    };
    rules_.look(now, peer, quality, crossed);
}

void PathPolicy::judge_loss(TimePoint now, const PeerConfig& peer) {
    for (const TunnelConfig& tunnel : peer.tunnels) {
        const TunnelId id(tunnel.id);
        const auto status = status_(id);
        if (!status || (peer.failover_loss <= 0 && losses_.count(id) == 0)) continue;
        policy::LossJudge& judge = losses_[id];
        judge.set_rule({.most_pct = peer.failover_loss, .clear = peer.failback_clear});
        if (!judge.take(now, loss_of(*status))) continue;
        const std::string cause =
            status->state == health::PathState::kDown
                ? std::string("it was down")
                : fmt::format("it loses {:.0f} % of its probes", judge.loss_pct().value_or(0));
        tell(tunnel, peer, judge.set_aside() ? "set aside" : std::string(health::to_string(status->state)),
             judge.set_aside() ? cause : "nothing was lost for " + format_duration(peer.failback_clear));
    }
}

void PathPolicy::judge_tiers(const PeerConfig& peer) {
    const FailoverWish before = failover(peer);
    const FailoverWish now = policy::follow(before, standings(peer));
    if (now == before) return;
    wishes_[peer.name] = now;
    happened_({.kind = "peer",
               .peer = peer.name,
               .was = describe(before),
               .state = describe(now),
               .reason = "the tier that was held carries nothing"});
}

void PathPolicy::take_load(TimePoint now, const std::map<std::string, policy::UplinkLoad>& uplinks) {
    std::map<std::string, policy::LoadStep> before;
    for (const auto& [name, load] : uplinks)
        before[name] = load_.step(name);
    if (!load_.take(now, uplinks)) return;
    for (const auto& [name, step] : before) {
        const policy::LoadStep present = load_.step(name);
        if (present == step) continue;
        happened_({.kind = "uplink",
                   .uplink = name,
                   .was = policy::to_string(step),
                   .state = policy::to_string(present),
                   .reason = fmt::format("{:.0f} % of its bandwidth is in use",
                                         100 * load_.use(name).value_or(0))});
    }
}

hw_tunnel_state PathPolicy::state_of(TunnelId tunnel, health::PathState path) const {
    if (path == health::PathState::kDown) return HW_TUNNEL_DOWN;
    // Better than nothing, where there is nothing else.
    if (is_set_aside(tunnel) && has_substitute(*tunnels_.find(tunnel))) return HW_TUNNEL_DOWN;
    return is_draining(tunnel) ? HW_TUNNEL_DRAINING : map_state(path);
}

void PathPolicy::choose_weights(const PeerConfig& peer, PolicyChoices& choices) const {
    if (!peer.weight_by_load) return;
    uint32_t common = 0;
    for (const TunnelConfig& tunnel : peer.tunnels)
        common = std::gcd(common, tunnel.weight * policy::share_of(load_.step(tunnel.uplink)));
    for (const TunnelConfig& tunnel : peer.tunnels) {
        const uint32_t weight = tunnel.weight * policy::share_of(load_.step(tunnel.uplink));
        choices.tunnels[TunnelId(tunnel.id)].weight = weight / std::max(common, 1U);
    }
}

PolicyChoices PathPolicy::choices_of(const PeerConfig& peer) const {
    PolicyChoices choices;
    for (const TunnelConfig& tunnel : peer.tunnels) {
        const TunnelId id(tunnel.id);
        if (is_draining(id)) choices.tunnels[id].draining = true;
        if (is_set_aside(id)) choices.tunnels[id].set_aside = true;
    }
    choose_weights(peer, choices);
    choices.rules = rules_.of(peer);
    const FailoverWish wish = failover(peer);
    if (wish.mode == FailoverMode::kAuto || !wish.tier) return choices;
    choices.tiers[BundleId(peer.id)] = {.order = policy::order_of(wish, standings(peer)),
                                        .forced = wish.mode == FailoverMode::kTo};
    return choices;
}

PolicyChoices PathPolicy::choices() const {
    PolicyChoices choices;
    for (const PeerConfig& peer : config_.peers) {
        PolicyChoices part = choices_of(peer);
        choices.tiers.merge(part.tiers);
        choices.tunnels.merge(part.tunnels);
        choices.rules.merge(part.rules);
    }
    return choices;
}

std::string PathPolicy::reason(TimePoint now, TunnelId tunnel) const {
    if (!is_set_aside(tunnel) || !lives(tunnel)) return {};
    const TunnelEntry& entry = *tunnels_.find(tunnel);
    const Duration left = losses_.at(tunnel).left(now);
    const std::string until = fmt::format("until nothing is lost for {}, another {}",
                                          format_duration(entry.peer->failback_clear), seconds_of(left));
    if (has_substitute(entry)) return "set aside for its loss " + until;
    return "would be set aside for its loss " + until + ", but nothing else carries";
}

unsigned PathPolicy::active_tier(const PeerConfig& peer) const {
    const auto active = policy::active_tier(failover(peer), standings(peer));
    if (active) return *active;
    // What drains is better than nothing.
    std::vector<policy::TierStanding> rest;
    for (const TunnelConfig& tunnel : peer.tunnels) {
        const TunnelId id(tunnel.id);
        rest.push_back({tunnel.tier, lives(id)});
    }
    return policy::active_tier(failover(peer), rest).value_or(0);
}

void PathPolicy::tell(const TunnelConfig& tunnel, const PeerConfig& peer, std::string state,
                      std::string reason) {
    happened_({.kind = "tunnel",
               .peer = peer.name,
               .tunnel = tunnel.name,
               .state = std::move(state),
               .reason = std::move(reason)});
}

}  // namespace hawser::loader
