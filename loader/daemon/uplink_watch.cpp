// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/uplink_watch.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <variant>

#include "bpf/abi.h"
#include "loader/net/system_clock.h"

namespace hawser::loader {
namespace {

/// An uplink is a path like a tunnel's, with an id that no tunnel has. It is found dead before its tunnels
/// are, so that their events can say so.
health::PathConfig path_config(TunnelId id, const UplinkWatch::Uplink& uplink) {
    health::ProbeConfig probe;
    probe.subject = uplink.target.to_string();
    probe.target = uplink.target;
    probe.source = uplink.source;
    probe.icmp_id = static_cast<uint16_t>(UplinkWatch::kFirstIcmpId + (id.value() - HW_MAX_TUNNELS));
    probe.settings.lost_to_down = probe.settings.window = 2;
    health::PathConfig config;
    config.tunnel = id;
    config.name = uplink.name;
    config.probes = {probe};
    config.settings.hold = Duration::zero();
    config.settings.damping.on = false;
    return config;
}

}  // namespace

UplinkWatch::UplinkWatch(boost::asio::io_context& loop, ProbeSockets& sockets, uint64_t cookie, Told told)
    : sockets_(sockets), monitor_(cookie), told_(std::move(told)), alarm_(loop, [this] {
          monitor_.handle_timeout(system_now());
          settle();
      }) {}

TunnelId UplinkWatch::id_of(const std::string& uplink) {
    const TunnelId fresh(static_cast<uint32_t>(HW_MAX_TUNNELS + ids_.size()));
    return ids_.try_emplace(uplink, fresh).first->second;
}

void UplinkWatch::configure(const Uplink& uplink) {
    const TimePoint now = system_now();
    const TunnelId id = id_of(uplink.name);
    if (uplink.ifindex != 0) sockets_.set_tunnel(id, uplink.ifindex);
    if (monitor_.has(id)) {
        monitor_.update(now, path_config(id, uplink));
    } else {
        monitor_.add(now, path_config(id, uplink));
        monitor_.handle_ike(now, id, true, {});
    }
    monitor_.handle_link(now, id, uplink.usable && uplink.ifindex != 0, uplink.trouble);
    settle();
}

void UplinkWatch::forget(const std::string& uplink) {
    const auto known = ids_.find(uplink);
    if (known == ids_.end() || !monitor_.has(known->second)) return;
    monitor_.remove(known->second);
    sockets_.remove_tunnel(known->second);
    told_(uplink, {});
    settle();
}

bool UplinkWatch::received(const IcmpDatagram& datagram) {
    const TimePoint now = system_now();
    auto verdict =
        monitor_.handle_icmp(now, datagram.received_at, datagram.family, datagram.icmp, std::nullopt);
    if (verdict == health::ReplyVerdict::kNotOurs)
        verdict = monitor_.handle_unreachable(now, datagram.family, datagram.icmp, datagram.source);
    settle();
    return verdict != health::ReplyVerdict::kNotOurs;
}

void UplinkWatch::settle() {
    while (auto action = monitor_.poll_action()) {
        if (const auto* change = std::get_if<health::StateChanged>(&*action)) {
            tell(*change);
            continue;
        }
        const auto& request = std::get<health::SendProbe>(*action);
        const health::ProbeConfig& probe = monitor_.config(request.id.tunnel).probes.front();
        const auto sent = sockets_.send(request.id.tunnel, *probe.target, probe.source, request.bytes);
        if (!sent) monitor_.handle_send_error(request.id, sent.error().text());
    }
    alarm_.set(monitor_.next_timeout());
}

void UplinkWatch::tell(const health::StateChanged& change) {
    const health::PathConfig& uplink = monitor_.config(change.tunnel);
    const std::string& target = uplink.probes.front().subject;
    if (change.new_state == health::PathState::kDown) {
        told_(uplink.name,
              fmt::format("uplink {} itself is dead: {} does not answer either", uplink.name, target));
    } else {
        told_(uplink.name,
              fmt::format("uplink {} works: {} answers outside the tunnel", uplink.name, target));
    }
}

}  // namespace hawser::loader
