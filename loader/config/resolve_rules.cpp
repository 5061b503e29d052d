// SPDX-License-Identifier: BSD-2-Clause
#include <fmt/format.h>

#include <algorithm>

#include "bpf/abi.h"
#include "loader/config/resolve.h"
#include "loader/config/suggest.h"

namespace hawser::loader {
namespace {

bool is_inside(const IpPrefix& network, const std::vector<IpPrefix>& all) {
    return std::any_of(all.begin(), all.end(), [&network](const IpPrefix& each) {
        return each.length() <= network.length() && each.overlaps(network);
    });
}

/// A rule for what never goes to this peer is a mistake.
void check_networks_of(const PeerConfig& peer, const RuleDraft& draft, Diagnostics& out) {
    for (const IpPrefix& network : draft.config.networks) {
        if (is_inside(network, peer.networks)) continue;
        out.error(draft.where, fmt::format("rule '{}': {} is not inside the networks of peer '{}'",
                                           draft.config.name, network.to_string(), peer.name));
    }
}

std::vector<std::string> uplinks_of(const PeerConfig& peer) {
    std::vector<std::string> names;
    for (const TunnelConfig& tunnel : peer.tunnels) {
        if (std::find(names.begin(), names.end(), tunnel.uplink) == names.end())
            names.push_back(tunnel.uplink);
    }
    return names;
}

void resolve_uplinks_of(const PeerConfig& peer, const RuleDraft& draft, RuleConfig& rule, Diagnostics& out) {
    const std::vector<std::string> known = uplinks_of(peer);
    for (const auto& name : draft.uplinks) {
        if (std::find(known.begin(), known.end(), name.value) == known.end()) {
            out.error(name.where,
                      fmt::format("rule '{}': peer '{}' has no tunnel by an uplink '{}'", rule.name,
                                  peer.name, name.value),
                      suggestion(name.value, known));
        } else {
            rule.uplinks.push_back(name.value);
        }
    }
}

void check_limits_of(const PeerConfig& peer, const RuleDraft& draft, Diagnostics& out) {
    const bool probed = std::any_of(peer.tunnels.begin(), peer.tunnels.end(),
                                    [](const TunnelConfig& tunnel) { return !tunnel.probes.empty(); });
    if (!draft.config.limits.any() || probed || peer.tunnels.empty()) return;
    out.error(draft.where,
              fmt::format("rule '{}' has limits, and no tunnel of peer '{}' is probed", draft.config.name,
                          peer.name),
              "give the peer a [peer.probe] with a target");
}

size_t count_of(size_t entries) {
    return std::max<size_t>(entries, 1);
}

/// The data plane compares one network, one range and one protocol a time.
size_t matches_of(const RuleConfig& rule) {
    return count_of(rule.networks.size()) * count_of(rule.local_networks.size()) *
           count_of(rule.protocols.size()) * count_of(rule.ports.size()) * count_of(rule.local_ports.size());
}

}  // namespace

void resolve_rules(PeerConfig& peer, const PeerDraft& draft, Diagnostics& out) {
    size_t matches = 0;
    for (const RuleDraft& each : draft.rules) {
        RuleConfig rule = each.config;
        const bool repeated =
            std::any_of(peer.rules.begin(), peer.rules.end(),
                        [&rule](const RuleConfig& other) { return other.name == rule.name; });
        if (repeated && !rule.name.empty())
            out.error(each.name.where, fmt::format("peer '{}' has two rules '{}'", peer.name, rule.name));
        check_networks_of(peer, each, out);
        resolve_uplinks_of(peer, each, rule, out);
        check_limits_of(peer, each, out);
        matches += matches_of(rule);
        peer.rules.push_back(std::move(rule));
    }
    if (matches > HW_MAX_MATCHES || peer.rules.size() > HW_MAX_RULES_OF_BUNDLE) {
        out.error(
            draft.rules.front().where,
            fmt::format("peer '{}' has {} rules with {} combinations of networks, protocols and ports; at "
                        "most {} and {} are possible",
                        peer.name, peer.rules.size(), matches, HW_MAX_RULES_OF_BUNDLE, HW_MAX_MATCHES));
    }
}

}  // namespace hawser::loader
