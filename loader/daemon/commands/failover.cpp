// SPDX-License-Identifier: BSD-2-Clause
#include <algorithm>

#include "loader/daemon/commands/answers.h"
#include "loader/daemon/commands/names.h"

namespace hawser::loader {
namespace {

using policy::FailoverMode;
using policy::FailoverWish;

constexpr const char* kUsage = "say 'to' with a tier, or \"hold\": true, or \"auto\": true";

Result<FailoverWish> wish_of(const nlohmann::json& request) {
    const auto to = request.find("to");
    const bool hold = request.value("hold", false);
    const bool automatic = request.value("auto", false);
    if ((to != request.end() ? 1 : 0) + (hold ? 1 : 0) + (automatic ? 1 : 0) != 1) return Error(kUsage);
    if (hold) return FailoverWish{FailoverMode::kHold, std::nullopt};
    if (automatic) return FailoverWish{};
    if (!to->is_number_unsigned()) return Error("'to' must be a tier's number");
    return FailoverWish{FailoverMode::kTo, to->get<unsigned>()};
}

bool has_tier(const PeerConfig& peer, unsigned tier) {
    return std::any_of(peer.tunnels.begin(), peer.tunnels.end(),
                       [tier](const TunnelConfig& tunnel) { return tunnel.tier == tier; });
}

std::string outcome_of(const Daemon& daemon, const PeerConfig& peer) {
    const FailoverWish wish = daemon.policy().failover(peer);
    const unsigned active = daemon.policy().active_tier(peer);
    const std::string now =
        active == 0 ? "no tunnel is usable" : "tier " + std::to_string(active) + " carries";
    switch (wish.mode) {
        case FailoverMode::kAuto:
            return peer.name + ": automatic; " + now;
        case FailoverMode::kHold:
            return peer.name + ": held, nothing goes back to a better tier; " + now;
        case FailoverMode::kTo:
            break;
    }
    return peer.name + ": forced to tier " + std::to_string(wish.tier.value_or(0)) + "; " + now;
}

}  // namespace

ControlAnswer answer_failover(Daemon& daemon, const nlohmann::json& request) {
    const auto wish = wish_of(request);
    if (!wish) return control_error(wish.error().text());
    std::vector<const PeerConfig*> peers;
    if (auto refusal = find_peers(daemon, request, peers)) return *refusal;
    for (const PeerConfig* peer : peers) {
        if (wish->mode != FailoverMode::kTo || has_tier(*peer, *wish->tier)) continue;
        return control_error("peer '" + peer->name + "' has no tunnel of tier " + std::to_string(*wish->tier),
                             "`hawser status` lists them; nothing has changed");
    }
    if (auto written = daemon.paths().set_failover(peers, *wish); !written)
        return control_error(written.error().text());
    std::string text;
    for (const PeerConfig* peer : peers)
        text += (text.empty() ? "" : "\n") + outcome_of(daemon, *peer);
    return nlohmann::json{{"ok", true}, {"text", text}};
}

}  // namespace hawser::loader
