// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/health_service.h"

#include <spdlog/spdlog.h>

#include <variant>

#include "loader/net/system_clock.h"
#include "loader/plan/plan_maps.h"

namespace hawser::loader {
namespace {

health::PathConfig path_config(const TunnelEntry& entry, const std::optional<IpAddress>& source) {
    const ProbeConfig& probe = entry.tunnel->probe;
    health::PathConfig config;
    config.tunnel = entry.id();
    config.name = entry.tunnel->name;
    config.target = probe.target;
    config.source = probe.source ? probe.source : source;
    config.icmp_id = probe_id_of(entry.id());
    config.settings.interval = probe.interval;
    config.settings.timeout = probe.timeout;
    config.settings.lost_to_down = probe.lost_to_down;
    config.settings.window = probe.window;
    config.settings.good_to_up = probe.good_to_up;
    config.settings.hold = probe.hold;
    return config;
}

}  // namespace

HealthService::HealthService(boost::asio::io_context& loop, uint64_t cookie, Changed changed)
    : changed_(std::move(changed)),
      monitor_(cookie),
      sockets_(loop, [this](const IcmpDatagram& datagram) { received(datagram); }),
      alarm_(loop, [this] {
          monitor_.handle_timeout(system_now());
          settle();
      }) {}

void HealthService::configure(const TunnelEntry& entry, const std::optional<IpAddress>& source,
                              unsigned ifindex) {
    const TunnelId tunnel = entry.id();
    std::erase_if(by_ifindex_, [&](const auto& known) { return known.second == tunnel; });
    if (ifindex != 0) {
        by_ifindex_[ifindex] = tunnel;
        sockets_.set_tunnel(tunnel, ifindex);
    }
    if (monitor_.has(tunnel)) {
        monitor_.update(system_now(), path_config(entry, source));
    } else {
        monitor_.add(system_now(), path_config(entry, source));
    }
    settle();
}

void HealthService::adopt(TunnelId tunnel, health::PathState state) {
    monitor_.adopt(system_now(), tunnel, state);
    settle();
}

void HealthService::set_link(TunnelId tunnel, bool up, const std::string& reason) {
    monitor_.handle_link(system_now(), tunnel, up, reason);
    settle();
}

void HealthService::set_ike(TunnelId tunnel, bool up, const std::string& reason) {
    monitor_.handle_ike(system_now(), tunnel, up, reason);
    settle();
}

health::PathStatus HealthService::status(TunnelId tunnel) const {
    return monitor_.status(system_now(), tunnel);
}

void HealthService::received(const IcmpDatagram& datagram) {
    const auto tunnel = by_ifindex_.find(datagram.ifindex);
    (void)monitor_.handle_icmp(system_now(), datagram.received_at, datagram.family, datagram.icmp,
                               tunnel == by_ifindex_.end() ? std::nullopt : std::optional(tunnel->second));
    settle();
}

void HealthService::settle() {
    while (auto action = monitor_.poll_action()) {
        if (const auto* probe = std::get_if<health::SendProbe>(&*action)) {
            auto sent = sockets_.send(probe->tunnel, probe->target, probe->source, probe->icmp);
            if (!sent) monitor_.handle_send_error(probe->tunnel, sent.error().text());
        } else {
            changed_(std::get<health::StateChanged>(*action));
        }
    }
    alarm_.set(monitor_.next_timeout());
}

}  // namespace hawser::loader
