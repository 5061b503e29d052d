// SPDX-License-Identifier: BSD-2-Clause
#include "loader/control/top/traffic.h"

namespace hawser::loader {
namespace {

double per_second(uint64_t now, uint64_t before, std::chrono::duration<double> elapsed) {
    if (now < before || elapsed.count() <= 0) return 0;
    return static_cast<double>(now - before) / elapsed.count();
}

TrafficRate found(const std::map<std::string, TrafficRate>& rates, const std::string& name) {
    const auto rate = rates.find(name);
    return rate == rates.end() ? TrafficRate{} : rate->second;
}

}  // namespace

TrafficRate& TrafficRate::operator+=(const TrafficRate& other) {
    bits_out += other.bits_out;
    bits_in += other.bits_in;
    packets_out += other.packets_out;
    packets_in += other.packets_in;
    return *this;
}

void TrafficMeter::look(const Status& status, std::chrono::duration<double> elapsed) {
    const auto before = std::exchange(last_, {});
    tunnels_.clear();
    uplinks_.clear();
    ++looks_;
    for (const StatusPeer& peer : status.peers) {
        for (const StatusTunnel& tunnel : peer.tunnels) {
            const Counters now{tunnel.bytes_out, tunnel.bytes_in, tunnel.packets_out, tunnel.packets_in};
            last_[tunnel.name] = now;
            const auto then = before.find(tunnel.name);
            if (then == before.end()) continue;
            const TrafficRate rate{
                .bits_out = 8 * per_second(now.bytes_out, then->second.bytes_out, elapsed),
                .bits_in = 8 * per_second(now.bytes_in, then->second.bytes_in, elapsed),
                .packets_out = per_second(now.packets_out, then->second.packets_out, elapsed),
                .packets_in = per_second(now.packets_in, then->second.packets_in, elapsed)};
            tunnels_[tunnel.name] = rate;
            uplinks_[tunnel.uplink] += rate;
        }
    }
}

TrafficRate TrafficMeter::of_tunnel(const std::string& name) const {
    return found(tunnels_, name);
}

TrafficRate TrafficMeter::of_uplink(const std::string& name) const {
    return found(uplinks_, name);
}

}  // namespace hawser::loader
