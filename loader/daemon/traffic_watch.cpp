// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/traffic_watch.h"

#include <utility>

#include "loader/net/system_clock.h"

namespace hawser::loader {

std::optional<health::TrafficCounters> TrafficWatch::look(TunnelId tunnel) {
    const TimePoint now = system_now();
    if (now - read_at_ >= kFresh) {
        auto stats = maps_.read_tunnel_stats();
        if (!stats) return std::nullopt;
        stats_ = *std::move(stats);
        read_at_ = now;
    }
    const hw_tunnel_stats& own = stats_[tunnel];
    const uint64_t others = received_by_others(tunnel);
    const uint64_t before = std::exchange(others_[tunnel], others);
    return health::TrafficCounters{
        .packets_out = own.packets_out, .packets_in = own.packets_in, .another_answers = others > before};
}

uint64_t TrafficWatch::received_by_others(TunnelId tunnel) const {
    uint64_t received = 0;
    const TunnelEntry* entry = tunnels_.find(tunnel);
    for (const TunnelConfig& other : entry->peer->tunnels) {
        const auto found = stats_.find(TunnelId(other.id));
        if (other.id != tunnel.value() && found != stats_.end()) received += found->second.packets_in;
    }
    return received;
}

}  // namespace hawser::loader
