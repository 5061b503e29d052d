// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/silence_watch.h"

#include <spdlog/spdlog.h>

#include "loader/net/system_clock.h"

namespace hawser::loader {

SilenceWatch::SilenceWatch(boost::asio::io_context& loop, MapPort& maps, const TunnelIndex& tunnels)
    : maps_(maps), tunnels_(tunnels), alarm_(loop, [this] { start(); }) {}

void SilenceWatch::start() {
    look();
    alarm_.set(system_now() + kInterval);
}

void SilenceWatch::look() {
    const auto watches = maps_.read_tunnel_watches();
    // What keeps the maps from being read is reported by whoever writes them.
    if (!watches) return;
    for (const auto& [tunnel, watch] : *watches) {
        const TunnelEntry* entry = tunnels_.find(tunnel);
        if (entry == nullptr) continue;
        const bool was = suspect_since_.count(tunnel) != 0;
        if (watch.suspect_ns != 0) {
            suspect_since_[tunnel] = watch.suspect_ns;
            if (!was) spdlog::warn("[path] {}: {}", entry->tunnel->name, reason(tunnel));
        } else if (was) {
            suspect_since_.erase(tunnel);
            spdlog::info("[path] {}: answers come by it again, and flows use it", entry->tunnel->name);
        }
    }
}

std::string SilenceWatch::reason(TunnelId tunnel) const {
    if (suspect_since_.count(tunnel) == 0) return {};
    return "answered flows sent by it and nothing came back, so flows use other tunnels";
}

}  // namespace hawser::loader
