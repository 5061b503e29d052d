// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "loader/config/config.h"
#include "loader/plan/policy_choices.h"
#include "policy/path_limits.h"

namespace hawser::loader {

/// Which tunnels the flows of each rule may take: those that it prefers, that carry, and whose paths are
/// within its limits.
class RuleMembers {
 public:
    /// What is known of a tunnel's path; absent: it does not carry.
    using QualityOf = std::function<std::optional<policy::PathQuality>(TunnelId)>;
    /// Is told which tunnel has left a rule's limits or come back within them.
    using Crossed = std::function<void(const RuleConfig& rule, const TunnelConfig& tunnel, bool within)>;

    /// Judges the paths by the limits of the peer's rules.
    void look(TimePoint now, const PeerConfig& peer, const QualityOf& quality, const Crossed& crossed);
    void forget(TunnelId tunnel);

    /// Nothing before the peer has been looked at.
    [[nodiscard]] std::map<RuleKey, std::vector<TunnelId>> of(const PeerConfig& peer) const;

 private:
    /// By the rule's name, which stays when others come and go.
    using Key = std::tuple<std::string, std::string, TunnelId>;

    std::map<Key, policy::LimitJudge> judges_;
    std::map<std::string, std::map<std::string, std::vector<TunnelId>>> members_;  ///< by peer and rule
};

}  // namespace hawser::loader
