// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/load_meter.h"

#include <algorithm>

#include "loader/net/system_clock.h"

namespace hawser::loader {

LoadMeter::LoadMeter(boost::asio::io_context& loop, LinkPort& links, Measured measured)
    : links_(links), measured_(std::move(measured)), alarm_(loop, [this] {
          read();
          alarm_.set(system_now() + kInterval);
      }) {}

void LoadMeter::look(const Config& config, const std::vector<UplinkState>& uplinks) {
    uplinks_.clear();
    const bool wanted = std::any_of(config.peers.begin(), config.peers.end(),
                                    [](const PeerConfig& peer) { return peer.weight_by_load; });
    for (const UplinkState& uplink : uplinks) {
        if (!wanted || uplink.ifindex == 0 || uplink.config->bandwidth == 0) continue;
        uplinks_[uplink.config->name] = {uplink.ifindex, uplink.config->bandwidth, uplink.config->download};
    }
    if (wanted == running_) return;
    running_ = wanted;
    alarm_.set(wanted ? std::optional(system_now()) : std::nullopt);
}

void LoadMeter::read() {
    std::map<std::string, policy::UplinkLoad> loads;
    for (const auto& [name, uplink] : uplinks_) {
        const auto counters = links_.read_counters(uplink.ifindex);
        if (!counters) continue;
        loads[name] = {.sent_bytes = counters->sent_bytes,
                       .received_bytes = counters->received_bytes,
                       .bandwidth = uplink.bandwidth,
                       .download = uplink.download};
    }
    measured_(loads);
}

}  // namespace hawser::loader
