// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/revival_service.h"

#include "loader/net/system_clock.h"

namespace hawser::loader {

RevivalService::RevivalService(boost::asio::io_context& loop, RandomSource& random,
                               const TunnelIndex& tunnels, const PathKeeper& paths,
                               std::function<void(const TunnelEntry&)> begin_anew)
    : tunnels_(tunnels),
      paths_(paths),
      begin_anew_(std::move(begin_anew)),
      revival_(random),
      alarm_(loop, [this] { run(); }) {}

void RevivalService::look(const std::vector<UplinkState>& uplinks) {
    usable_.clear();
    for (const UplinkState& uplink : uplinks) {
        if (uplink.trouble.empty()) usable_.insert(uplink.config->name);
    }
    for (const auto& [tunnel, entry] : tunnels_.all())
        note(tunnel);
    alarm_.set(revival_.next());
}

void RevivalService::path_changed(TunnelId tunnel) {
    note(tunnel);
    alarm_.set(revival_.next());
}

void RevivalService::note(TunnelId tunnel) {
    const bool usable = usable_.count(tunnels_.find(tunnel)->uplink->name) != 0;
    const bool dead = paths_.health().status(tunnel).state == health::PathState::kDown;
    revival_.note(tunnel, usable, dead, system_now());
}

void RevivalService::run() {
    for (const TunnelId tunnel : revival_.due(system_now())) {
        if (const TunnelEntry* entry = tunnels_.find(tunnel)) begin_anew_(*entry);
    }
    alarm_.set(revival_.next());
}

}  // namespace hawser::loader
