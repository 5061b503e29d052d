// SPDX-License-Identifier: BSD-2-Clause
#include "loader/doctor/verdict.h"

namespace hawser::loader::doctor {
namespace {

/// Chains may jump to chains; the kernel allows 16 levels.
constexpr unsigned kMostJumps = 16;

enum class Match { kNo, kMaybe, kYes };

Match matches(const FirewallRule& rule, const ProbePacket& packet) {
    if (rule.not_for_strangers) return Match::kNo;
    if (!rule.protocols.empty() && rule.protocols.count(packet.protocol) == 0) return Match::kNo;
    if (!rule.ports.empty() && rule.ports.count(packet.port) == 0) return Match::kNo;
    return rule.otherwise_limited ? Match::kMaybe : Match::kYes;
}

const FirewallChain* find_chain(const FirewallChain& from, const std::string& name,
                                const std::vector<FirewallChain>& all) {
    for (const FirewallChain& chain : all) {
        if (chain.family == from.family && chain.table == from.table && chain.name == name) return &chain;
    }
    return nullptr;
}

/// How a walk through rules ends.
struct Walk {
    bool decided = false;       ///< a verdict that surely applies was met
    Fate fate = Fate::kPasses;  ///< that verdict; without one: what may have happened on the way
    bool may_pass = false;      ///< an accept that may apply was met
};

Walk walk(const FirewallChain& chain, const std::vector<FirewallChain>& all, const ProbePacket& packet,
          unsigned depth) {
    Walk result;
    for (const FirewallRule& rule : chain.rules) {
        const Match match = matches(rule, packet);
        if (match == Match::kNo || rule.verdict == FirewallRule::Verdict::kNone) continue;
        Walk inner;
        if (rule.verdict == FirewallRule::Verdict::kJump) {
            const FirewallChain* target = depth < kMostJumps ? find_chain(chain, rule.target, all) : nullptr;
            if (target == nullptr) continue;
            inner = walk(*target, all, packet, depth + 1);
        } else {
            inner.decided = true;
            inner.fate = rule.verdict == FirewallRule::Verdict::kDrop ? Fate::kDropped : Fate::kPasses;
        }
        const bool passes = inner.may_pass || (inner.decided && inner.fate == Fate::kPasses);
        if (match == Match::kYes && inner.decided) {
            inner.may_pass = result.may_pass || inner.may_pass;
            return inner;
        }
        result.may_pass = result.may_pass || passes;
    }
    return result;
}

}  // namespace

Fate fate_in(const FirewallChain& chain, const std::vector<FirewallChain>& all, const ProbePacket& packet) {
    const Walk end = walk(chain, all, packet, 0);
    const bool dropped = end.decided ? end.fate == Fate::kDropped : chain.policy_drop;
    if (!dropped) return Fate::kPasses;
    return end.may_pass ? Fate::kMaybeDropped : Fate::kDropped;
}

}  // namespace hawser::loader::doctor
