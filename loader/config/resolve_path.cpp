// SPDX-License-Identifier: BSD-2-Clause
#include <fmt/format.h>

#include <algorithm>

#include "loader/config/resolve.h"

namespace hawser::loader {
namespace {

template <typename To, typename T>
void set(To& value, const Maybe<T>& configured) {
    if (configured) value = configured->value;
}

void resolve_settings(const PathDraft& draft, health::PathSettings& path, Diagnostics& out) {
    set(path.quorum.needed, draft.quorum);
    set(path.damping.on, draft.damping);
    set(path.damping.half_life, draft.half_life);
    set(path.damping.suppress, draft.suppress);
    set(path.damping.reuse, draft.reuse);
    set(path.damping.max_suppress, draft.max_suppress);
    if (path.damping.suppress > path.damping.reuse) return;
    out.error((draft.suppress ? draft.suppress : draft.reuse)->where,
              fmt::format("'damping_suppress' is {}, not above 'damping_reuse', {}", path.damping.suppress,
                          path.damping.reuse));
    path.damping = {};
}

void check_quorum(const PathDraft& draft, size_t probes, Diagnostics& out) {
    if (!draft.quorum || draft.quorum->value == health::Quorum::kAll || draft.quorum->value <= probes) return;
    out.error(draft.quorum->where,
              fmt::format("'quorum' is {}, but there are {} probes", draft.quorum->value, probes));
}

}  // namespace

void resolve_path(const PeerDraft& peer, const TunnelKeys& keys, TunnelConfig& tunnel,
                  const ResolveContext& context) {
    Diagnostics& out = context.out;
    tunnel.path.hold = health::default_profile().hold;
    std::optional<Duration> longest_hold;
    for (const ProbeDraft& draft : keys.probes.each) {
        auto probe = resolve_probe(peer, draft, context);
        if (!probe) continue;
        longest_hold = std::max(longest_hold.value_or(probe->hold), probe->hold);
        tunnel.probes.push_back(std::move(probe->config));
    }
    if (longest_hold) tunnel.path.hold = *longest_hold;
    resolve_settings(keys.path, tunnel.path, out);
    check_quorum(keys.path, std::max<size_t>(tunnel.probes.size(), 1), out);
    if (!keys.probes.each.empty()) return;
    out.warning(
        peer.where,
        fmt::format("peer '{}' has no [peer.probe]: only IKE tells that a tunnel is dead", peer.name.value),
        "probes find it within a second; type = \"none\" says that you want none");
}

}  // namespace hawser::loader
