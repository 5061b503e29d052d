// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "base/clock.h"
#include "base/ids.h"
#include "bpf/abi.h"
#include "health/path_status.h"
#include "loader/config/config.h"
#include "loader/control/event.h"
#include "loader/daemon/kernel_view.h"
#include "loader/daemon/rule_members.h"
#include "loader/daemon/tunnel_index.h"
#include "loader/plan/map_plan.h"
#include "loader/plan/policy_choices.h"
#include "policy/load_weights.h"
#include "policy/loss_judge.h"
#include "policy/tier_order.h"

namespace hawser::loader {

/// What operators want of tunnels and tiers, and what the configuration's policies make of the paths as they
/// are: which tunnels drain, are set aside or weigh less, which tier is first, which tunnels a rule's flows
/// may take. It decides; who asks it writes the maps.
class PathPolicy {
 public:
    /// Of a tunnel's path; absent: not looked at yet.
    using StatusOf = std::function<std::optional<health::PathStatus>(TunnelId)>;
    using Happened = std::function<void(ControlEvent event)>;

    /// The others outlive it. `happened` hears what changes, with its names.
    PathPolicy(const Config& config, const TunnelIndex& tunnels, StatusOf status, Happened happened)
        : config_(config), tunnels_(tunnels), status_(std::move(status)), happened_(std::move(happened)) {}

    /// What an earlier daemon left in the maps. Before the first look.
    void adopt(TimePoint now, const MapPlan& plan, const KernelView& view);
    /// The tunnel is not configured any more.
    void forget(TunnelId tunnel);

    // Operators' wishes.
    void drain(TunnelId tunnel, bool wanted);
    [[nodiscard]] bool is_draining(TunnelId tunnel) const { return draining_.count(tunnel) != 0; }
    void set_failover(const PeerConfig& peer, policy::FailoverWish wish);
    [[nodiscard]] policy::FailoverWish failover(const PeerConfig& peer) const;

    /// It may be used otherwise than its paths alone would have it.
    [[nodiscard]] bool concerns(const PeerConfig& peer) const;
    /// And by what is known only as time passes.
    [[nodiscard]] static bool watches(const PeerConfig& peer);
    /// Judges a peer's paths as they are now.
    void look(TimePoint now, const PeerConfig& peer);
    /// Judges the uplinks' load, by their names.
    void take_load(TimePoint now, const std::map<std::string, policy::UplinkLoad>& uplinks);

    /// What the data plane is to have of a path in this state.
    [[nodiscard]] hw_tunnel_state state_of(TunnelId tunnel, health::PathState path) const;
    /// For the plan of the maps: of all peers, or of one.
    [[nodiscard]] PolicyChoices choices() const;
    [[nodiscard]] PolicyChoices choices_of(const PeerConfig& peer) const;
    /// Why a tunnel that lives is not used as it would be; empty: it is.
    [[nodiscard]] std::string reason(TimePoint now, TunnelId tunnel) const;
    /// The tier that takes new flows; 0: no tunnel is usable.
    [[nodiscard]] unsigned active_tier(const PeerConfig& peer) const;
    [[nodiscard]] const policy::LoadWeights& load() const { return load_; }
    /// Which tunnels the flows of the peer's rules may take now.
    [[nodiscard]] const RuleMembers& rules() const { return rules_; }

 private:
    /// The path carries, whatever policies say of it.
    [[nodiscard]] bool lives(TunnelId tunnel) const;
    [[nodiscard]] bool is_set_aside(TunnelId tunnel) const;
    /// Another tunnel of the peer could carry what this one does.
    [[nodiscard]] bool has_substitute(const TunnelEntry& entry) const;
    [[nodiscard]] std::vector<policy::TierStanding> standings(const PeerConfig& peer) const;
    void judge_loss(TimePoint now, const PeerConfig& peer);
    void judge_tiers(const PeerConfig& peer);
    void choose_weights(const PeerConfig& peer, PolicyChoices& choices) const;
    void tell(const TunnelConfig& tunnel, const PeerConfig& peer, std::string state, std::string reason);

    const Config& config_;
    const TunnelIndex& tunnels_;
    StatusOf status_;
    Happened happened_;
    std::set<TunnelId> draining_;
    std::map<TunnelId, policy::LossJudge> losses_;
    std::map<std::string, policy::FailoverWish> wishes_;  ///< by the peer's name; absent: automatic
    policy::LoadWeights load_;
    RuleMembers rules_;
};

}  // namespace hawser::loader
