// SPDX-License-Identifier: BSD-2-Clause
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "loader/config/resolve.h"
#include "loader/config/suggest.h"

namespace hawser::loader {
namespace {

/// A kernel interface's name: IFNAMSIZ with its terminating zero.
constexpr size_t kLongestInterface = 15;

TunnelConfig resolve_external(const PeerDraft& peer, const ExternalDraft& draft,
                              const ResolveContext& context) {
    const TunnelKeys keys = override_keys(peer.keys, draft.keys);
    TunnelConfig tunnel;
    tunnel.external = true;
    tunnel.name = draft.name.value;
    tunnel.interface_name = draft.interface.value;
    tunnel.uplink = draft.uplink.value;
    tunnel.tier = keys.tier ? keys.tier->value : 1;
    tunnel.weight = keys.weight ? keys.weight->value : 0;
    tunnel.tags = sorted_tags(keys.tags, find_uplink(context.uplinks, tunnel.uplink)->config.tags);
    tunnel.initiate = InitiateChoice::kNever;
    resolve_path(peer, keys, tunnel, context);
    return tunnel;
}

bool is_usable(const ExternalDraft& draft, const ResolveContext& context) {
    if (draft.name.value.empty() || draft.uplink.value.empty() || draft.interface.value.empty()) return false;
    if (find_uplink(context.uplinks, draft.uplink.value) == nullptr) {
        std::vector<std::string> names;
        for (const KnownUplink& uplink : context.uplinks)
            names.push_back(uplink.config.name);
        context.out.error(
            draft.uplink.where,
            fmt::format("tunnel '{}': there is no uplink '{}'", draft.name.value, draft.uplink.value),
            suggestion(draft.uplink.value, names));
        return false;
    }
    if (draft.interface.value.size() <= kLongestInterface) return true;
    context.out.error(draft.interface.where,
                      fmt::format("'{}' is too long for an interface", draft.interface.value));
    return false;
}

}  // namespace

void append_external_tunnels(PeerConfig& peer, const PeerDraft& draft, const ResolveContext& context) {
    bool named = false;
    for (const ExternalDraft& external : context.externals) {
        if (external.peer.value != draft.name.value) continue;
        named = true;
        if (is_usable(external, context)) peer.tunnels.push_back(resolve_external(draft, external, context));
    }
    if (named || !draft.endpoints.empty()) return;
    context.out.error(draft.where,
                      fmt::format("peer '{}' has neither endpoints nor a [[tunnel]]", draft.name.value),
                      "write endpoints = [{ address = \"203.0.113.10\" }]");
}

void check_external_peers(const ConfigDraft& draft, Diagnostics& out) {
    std::vector<std::string> names;
    for (const PeerDraft& peer : draft.peers)
        names.push_back(peer.name.value);
    std::map<std::string, Location> seen;
    for (const ExternalDraft& external : draft.externals) {
        const auto [other, is_new] = seen.emplace(external.name.value, external.name.where);
        if (!is_new && !external.name.value.empty()) {
            out.error(external.name.where, fmt::format("two tunnels are named '{}'; the other is in line {}",
                                                       external.name.value, other->second.line));
        }
        if (external.peer.value.empty()) continue;
        if (std::find(names.begin(), names.end(), external.peer.value) != names.end()) continue;
        out.error(external.peer.where,
                  fmt::format("tunnel '{}': there is no peer '{}'", external.name.value, external.peer.value),
                  suggestion(external.peer.value, names));
    }
}

}  // namespace hawser::loader
