// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/health_service.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <variant>

#include "ike/crypto/hmac.h"
#include "loader/net/system_clock.h"
#include "loader/plan/plan_maps.h"

namespace hawser::loader {
namespace {

health::StampCodec::Hmac hmac_of(const std::shared_ptr<const SecretBytes>& key) {
    if (!key) return {};
    return [key](ByteView covered) {
        std::array<uint8_t, health::StampCodec::kHmacSize> tag{};
        ike::hmac(ike::HashId::kSha2_256, key->view(), {covered}, tag);
        return tag;
    };
}

health::PathConfig path_config(const TunnelEntry& entry, const HealthService::SourceOf& source_of) {
    health::PathConfig config;
    config.tunnel = entry.id();
    config.group = BundleId(entry.peer->id);
    config.name = entry.tunnel->name;
    config.probes = entry.tunnel->probes;
    config.settings = entry.tunnel->path;
    for (health::ProbeConfig& probe : config.probes) {
        probe.icmp_id = probe_id_of(entry.id());
        probe.stamp_hmac = hmac_of(probe.stamp_key);
        if (!probe.source && probe.target) probe.source = source_of(probe.target->family());
    }
    return config;
}

bool ask_otherwise(const std::vector<health::ProbeConfig>& one,
                   const std::vector<health::ProbeConfig>& other) {
    return !std::equal(one.begin(), one.end(), other.begin(), other.end(),
                       [](const auto& a, const auto& b) { return !a.asks_otherwise(b); });
}

}  // namespace

HealthService::HealthService(boost::asio::io_context& loop, uint64_t cookie, InnerQuestions questions,
                             Changed changed)
    : changed_(std::move(changed)),
      monitor_(cookie),
      sockets_(loop, [this](const IcmpDatagram& datagram) { received(datagram); }),
      // Beside the tunnels' cookie, and as random.
      uplinks_(
          loop, sockets_, ~cookie,
          [this](const std::string& uplink, const std::string& sentence) { uplink_told(uplink, sentence); }),
      ports_(loop, std::move(questions),
             [this](health::ProbeId probe, const health::ProbeAnswer& answer) {
                 (void)monitor_.handle_answer(system_now(), probe, answer);
                 settle();
             }),
      alarm_(loop, [this] {
          monitor_.handle_timeout(system_now());
          settle();
      }) {}

void HealthService::configure(const TunnelEntry& entry, const SourceOf& source_of, unsigned ifindex) {
    const TunnelId tunnel = entry.id();
    std::erase_if(by_ifindex_, [&](const auto& known) { return known.second == tunnel; });
    ifindexes_[tunnel] = ifindex;
    if (ifindex != 0) {
        by_ifindex_[ifindex] = tunnel;
        sockets_.set_tunnel(tunnel, ifindex);
    }
    uplink_of_[tunnel] = entry.uplink->name;
    health::PathConfig config = path_config(entry, source_of);
    if (monitor_.has(tunnel)) {
        if (ask_otherwise(monitor_.config(tunnel).probes, config.probes)) ports_.forget(tunnel);
        monitor_.update(system_now(), std::move(config));
    } else {
        monitor_.add(system_now(), std::move(config));
    }
    monitor_.set_context(tunnel, said_of_uplinks_[entry.uplink->name]);
    settle();
}

void HealthService::forget(TunnelId tunnel) {
    std::erase_if(by_ifindex_, [&](const auto& known) { return known.second == tunnel; });
    ifindexes_.erase(tunnel);
    uplink_of_.erase(tunnel);
    ports_.forget(tunnel);
    if (monitor_.has(tunnel)) monitor_.remove(tunnel);
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

void HealthService::ike_heard(TunnelId tunnel) {
    ports_.ike_heard(tunnel);
}

health::PathStatus HealthService::status(TunnelId tunnel) const {
    if (monitor_.has(tunnel)) return monitor_.status(system_now(), tunnel);
    health::PathStatus unknown;
    unknown.reason = "the kernel has not been made ready for it yet";
    return unknown;
}

void HealthService::uplink_told(const std::string& uplink, const std::string& sentence) {
    said_of_uplinks_[uplink] = sentence;
    for (const auto& [tunnel, name] : uplink_of_)
        if (name == uplink) monitor_.set_context(tunnel, sentence);
}

void HealthService::received(const IcmpDatagram& datagram) {
    if (uplinks_.received(datagram)) return;
    const auto tunnel = by_ifindex_.find(datagram.ifindex);
    const auto verdict =
        monitor_.handle_icmp(system_now(), datagram.received_at, datagram.family, datagram.icmp,
                             tunnel == by_ifindex_.end() ? std::nullopt : std::optional(tunnel->second));
    if (verdict == health::ReplyVerdict::kNotOurs)
        (void)monitor_.handle_unreachable(system_now(), datagram.family, datagram.icmp, datagram.source);
    settle();
}

void HealthService::settle() {
    while (auto action = monitor_.poll_action()) {
        if (const auto* request = std::get_if<health::SendProbe>(&*action)) {
            if (auto sent = send(*request); !sent)
                monitor_.handle_send_error(request->id, sent.error().text());
        } else {
            changed_(std::get<health::StateChanged>(*action));
        }
    }
    alarm_.set(monitor_.next_timeout());
}

Result<void> HealthService::send(const health::SendProbe& request) {
    const TunnelId tunnel = request.id.tunnel;
    const std::vector<health::ProbeConfig>& probes = monitor_.config(tunnel).probes;
    // Configured away since it was wanted.
    if (request.id.index >= probes.size()) return {};
    const health::ProbeConfig& probe = probes[request.id.index];
    if (probe.type == health::ProbeType::kIcmp)
        return sockets_.send(tunnel, *probe.target, probe.source, request.bytes);
    return ports_.send({.id = request.id,
                        .config = probe,
                        .ifindex = ifindexes_[tunnel],
                        .sequence = request.sequence,
                        .deadline = request.deadline,
                        .bytes = request.bytes});
}

}  // namespace hawser::loader
