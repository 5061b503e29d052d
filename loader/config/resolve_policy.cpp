// SPDX-License-Identifier: BSD-2-Clause
#include <fmt/format.h>

#include <algorithm>

#include "loader/config/resolve.h"

namespace hawser::loader {
namespace {

void resolve_failover(PeerConfig& peer, const PeerDraft& draft, Diagnostics& out) {
    if (draft.failback_clear && !draft.failover_loss) {
        out.error(draft.failback_clear->where, "'failback_clear' is for 'failover_loss' alone",
                  "remove it, or write failover_loss = \"30%\"");
    }
    if (draft.failback_clear) peer.failback_clear = draft.failback_clear->value;
    if (!draft.failover_loss) return;
    if (draft.failover_loss->value == 0) {
        out.error(draft.failover_loss->where,
                  "failover_loss = \"0%\" would set tunnels aside for every lost probe",
                  "write how much loss is too much, such as \"30%\"");
    }
    peer.failover_loss = draft.failover_loss->value;
    for (const TunnelConfig& tunnel : peer.tunnels) {
        if (!tunnel.probes.empty()) continue;
        out.error(draft.failover_loss->where,
                  fmt::format("tunnel '{}' has no probes, so nothing is known of its loss", tunnel.name),
                  "give it a [peer.probe] with a target, or remove failover_loss");
    }
}

void resolve_load(PeerConfig& peer, const PeerDraft& draft, const ResolveContext& context) {
    if (draft.weight != WeightChoice::kAuto) return;
    peer.weight_by_load = true;
    for (const TunnelConfig& tunnel : peer.tunnels) {
        const KnownUplink* uplink = find_uplink(context.uplinks, tunnel.uplink);
        if (uplink == nullptr || uplink->config.bandwidth != 0) continue;
        context.out.error(draft.weight_where,
                          fmt::format("weight = \"auto\" of peer '{}': uplink '{}' has no bandwidth",
                                      peer.name, tunnel.uplink),
                          "set bandwidth in its [[uplink]]");
        return;
    }
}

}  // namespace

std::vector<std::string> sorted_tags(const std::vector<Located<std::string>>& tags,
                                     const std::vector<std::string>& more) {
    std::vector<std::string> sorted = more;
    for (const auto& tag : tags)
        sorted.push_back(tag.value);
    std::sort(sorted.begin(), sorted.end());
    sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
    return sorted;
}

void resolve_policy(PeerConfig& peer, const PeerDraft& draft, const ResolveContext& context) {
    peer.tags = sorted_tags(draft.keys.tags);
    resolve_failover(peer, draft, context.out);
    resolve_load(peer, draft, context);
}

}  // namespace hawser::loader
