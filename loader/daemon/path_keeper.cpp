// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/path_keeper.h"

#include <spdlog/spdlog.h>

#include "loader/daemon/state_mapping.h"

namespace hawser::loader {

PathKeeper::PathKeeper(boost::asio::io_context& loop, uint64_t cookie, const Config& config,
                       const TunnelIndex& tunnels, DataPlane& data_plane, Listener listener)
    : config_(config),
      tunnels_(tunnels),
      data_plane_(data_plane),
      listener_(std::move(listener)),
      health_(loop, cookie, [this](const health::StateChanged& change) { path_changed(change); }) {}

void PathKeeper::adopt(TunnelId tunnel) {
    adopted_.insert(tunnel);
    if (data_plane_.state(tunnel) == HW_TUNNEL_DRAINING) draining_.insert(tunnel);
}

void PathKeeper::look(const KernelView& view, const std::vector<UplinkState>& uplinks) {
    for (const UplinkState& uplink : uplinks) {
        for (const TunnelId tunnel : tunnels_.on_uplink(uplink.config->name))
            look_at(*tunnels_.find(tunnel), view, uplink);
    }
}

void PathKeeper::look_at(const TunnelEntry& entry, const KernelView& view, const UplinkState& uplink) {
    const TunnelId tunnel = entry.id();
    const Link* link = view.tunnel_link(config_, tunnel);
    const Family inner = entry.tunnel->probe.target ? entry.tunnel->probe.target->family() : Family::kIpv4;
    health_.configure(entry, inner_address(config_, view, entry.peer->local_networks, inner),
                      link != nullptr ? static_cast<unsigned>(link->ifindex) : 0);
    const bool usable = uplink.trouble.empty() && link != nullptr;
    health_.set_link(
        tunnel, usable,
        usable ? "uplink " + uplink.config->name + " is up"
               : "uplink " + uplink.config->name + ": " +
                     (uplink.trouble.empty() ? "the tunnel's interface is missing" : uplink.trouble));
    if (!known_.insert(tunnel).second || adopted_.count(tunnel) == 0) return;
    health_.set_ike(tunnel, true, "SAs of an earlier run");
    if (usable) health_.adopt(tunnel, path_state(data_plane_.state(tunnel)));
}

Result<void> PathKeeper::write_states() {
    Result<void> outcome;
    for (const TunnelId tunnel : known_) {
        const hw_tunnel_state wanted = wanted_state(tunnel, health_.status(tunnel).state);
        if (data_plane_.state(tunnel) == wanted) continue;
        auto written = data_plane_.set_state(tunnel, wanted);
        if (!written && outcome.ok()) outcome = std::move(written);
    }
    return outcome;
}

hw_tunnel_state PathKeeper::wanted_state(TunnelId tunnel, health::PathState path) const {
    const bool lives = path != health::PathState::kDown;
    return lives && draining_.count(tunnel) != 0 ? HW_TUNNEL_DRAINING : map_state(path);
}

void PathKeeper::ike_changed(TunnelId tunnel, bool carries, const std::string& reason) {
    if (known_.count(tunnel) != 0) health_.set_ike(tunnel, carries, reason);
}

Result<void> PathKeeper::drain(TunnelId tunnel, bool wanted) {
    if (wanted) {
        draining_.insert(tunnel);
    } else {
        draining_.erase(tunnel);
    }
    spdlog::info("{}: {}", tunnels_.find(tunnel)->tunnel->name,
                 wanted ? "draining" : "not draining any more");
    const health::PathState path = health_.status(tunnel).state;
    listener_.happened(tunnel,
                       {.kind = "tunnel",
                        .state = wanted ? "draining" : std::string(health::to_string(path)),
                        .reason = wanted ? "an operator wants no new flows on it" : "not draining any more"});
    return data_plane_.set_state(tunnel, wanted_state(tunnel, path));
}

void PathKeeper::path_changed(const health::StateChanged& change) {
    const auto written = data_plane_.set_state(change.tunnel, wanted_state(change.tunnel, change.new_state));
    spdlog::log(change.new_state == health::PathState::kUp ? spdlog::level::info : spdlog::level::warn,
                "[path] {}: {} -> {}: {}", tunnels_.find(change.tunnel)->tunnel->name,
                health::to_string(change.old_state), health::to_string(change.new_state), change.reason);
    listener_.happened(change.tunnel, {.kind = "tunnel",
                                       .was = std::string(health::to_string(change.old_state)),
                                       .state = std::string(health::to_string(change.new_state)),
                                       .reason = change.reason});
    listener_.state_written(change.tunnel, written);
}

}  // namespace hawser::loader
