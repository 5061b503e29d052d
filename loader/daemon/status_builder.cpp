// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/status_builder.h"

#include <algorithm>
#include <map>

#include "loader/daemon/ike_status.h"
#include "loader/daemon/probe_status.h"
#include "loader/net/system_clock.h"
#include "loader/plan/pin_expiry.h"

namespace hawser::loader {
namespace {

WallTime wall_now() {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

/// A small table is looked at anew, so that what is shown is of now; of a large one the sweeper's last look
/// has to do, because nobody's question may hold up the loop.
FlowCounts count_flows(const Daemon& daemon) {
    constexpr uint64_t kFewFlows = 1 << 16;
    const std::optional<FlowCounts>& last = daemon.flows().counts();
    FlowCounts counts;
    std::optional<PinCursor> cursor = PinCursor{};
    while (cursor) {
        if (last && std::max(last->total(), counts.total()) > kFewFlows) return *last;
        auto batch = daemon.maps().read_pins(*cursor, PinSweep::kBatch);
        if (!batch) break;
        for (const Pin& pin : batch->pins) {
            const bool gone = is_expired(daemon.data_plane().current().config, pin.entry, pin.flow.protocol,
                                         monotonic_ns());
            if (!gone) counts.add(pin);
        }
        cursor = batch->next;
    }
    return counts;
}

/// What is read once for all tunnels.
struct Counters {
    std::map<TunnelId, hw_tunnel_stats> stats;
    FlowCounts flows;
    std::vector<Stray> strays;
    uint64_t monotonic_ns = 0;
    TimePoint now;
    WallTime wall_now;
};

Counters read_counters(const Daemon& daemon) {
    auto stats = daemon.maps().read_tunnel_stats();
    auto strays = daemon.outers().read_strays();
    return {.stats = stats.ok() ? *std::move(stats) : std::map<TunnelId, hw_tunnel_stats>{},
            .flows = count_flows(daemon),
            .strays = strays.ok() ? *std::move(strays) : std::vector<Stray>{},
            .monotonic_ns = monotonic_ns(),
            .now = system_now(),
            .wall_now = wall_now()};
}

StatusState state_of(hw_tunnel_state state) {
    switch (state) {
        case HW_TUNNEL_UP:
            return StatusState::kUp;
        case HW_TUNNEL_DEGRADED:
            return StatusState::kDegraded;
        case HW_TUNNEL_DRAINING:
            return StatusState::kDraining;
        case HW_TUNNEL_DOWN:
            break;
    }
    return StatusState::kDown;
}

XdpState xdp_of(const Daemon& daemon, const std::string& interface) {
    const auto& programs = daemon.xdp().states();
    const auto found = programs.find(interface);
    if (found != programs.end()) return found->second;
    return {.mode = "off", .reason = "there is no such interface"};
}

StatusUplink uplink_status(const Daemon& daemon, const UplinkState& uplink) {
    StatusUplink status;
    status.name = uplink.config->name;
    status.interface = uplink.config->interface;
    status.carrier = uplink.carrier;
    for (const UplinkFamily& family : uplink.families) {
        status.address += (status.address.empty() ? "" : ", ") + family.address.to_string();
    }
    status.trouble = uplink.trouble;
    status.tags = uplink.config->tags;
    if (const auto use = daemon.policy().load().use(uplink.config->name)) {
        status.use_pct = *use * 100;
        status.load = to_string(daemon.policy().load().step(uplink.config->name));
    }
    const XdpState xdp = xdp_of(daemon, status.interface);
    status.xdp = xdp.mode;
    status.xdp_reason = xdp.reason;
    return status;
}

StatusLan lan_status(const Daemon& daemon, const std::string& interface) {
    const XdpState xdp = xdp_of(daemon, interface);
    return {.interface = interface, .xdp = xdp.mode, .xdp_reason = xdp.reason};
}

StatusIke ike_status_with_usage(const Daemon& daemon, const ike::SaStatus& sa, TimePoint now, WallTime wall) {
    StatusIke status = ike_status(sa, now);
    for (size_t i = 0; i < sa.child_sas.size(); ++i) {
        const SaInstaller::Usage usage = daemon.ike().usage(sa.child_sas[i].handle);
        add_usage(status.child_sas[i], usage.in, usage.out, wall);
    }
    return status;
}

/// Probes say that nothing comes back, IKE often why: both, unless the one is the other.
std::string with_ike_failure(const std::string& reason, const std::optional<ike::SaStatus>& sa) {
    if (!sa || !sa->last_failure || reason.find(sa->last_failure->text) != std::string::npos) return reason;
    return reason + "; IKE: " + sa->last_failure->text;
}

std::string endpoint_text(const TunnelConfig& tunnel) {
    if (tunnel.external) return "external";
    const std::string address = tunnel.endpoint ? tunnel.endpoint->to_string() : "";
    if (tunnel.endpoint_host.empty()) return address.empty() ? "any" : address;
    return tunnel.endpoint_host + (address.empty() ? "" : " (" + address + ")");
}

StatusTunnel tunnel_status(const Daemon& daemon, const TunnelEntry& entry, const Counters& counters) {
    const TunnelId id = entry.id();
    StatusTunnel status;
    status.name = entry.tunnel->name;
    status.uplink = entry.uplink->name;
    status.endpoint = endpoint_text(*entry.tunnel);
    status.interface = entry.tunnel->interface_name;
    status.if_id = entry.tunnel->if_id;
    status.tier = entry.tunnel->tier;
    const auto& planned = daemon.data_plane().current().tunnels;
    const auto in_maps = planned.find(id);
    status.weight = in_maps == planned.end() ? entry.tunnel->weight : in_maps->second.weight;
    status.tags = entry.tunnel->tags;
    status.draining = daemon.policy().is_draining(id);
    status.state = state_of(daemon.data_plane().state(id));
    const auto sa = daemon.ike().status(id);
    if (sa) {
        status.ike = ike_status_with_usage(daemon, *sa, counters.now, counters.wall_now);
        if (!sa->remote_host && !status.ike.remote_host.empty()) status.endpoint = status.ike.remote_host;
    }
    const health::PathStatus path = daemon.health().status(id);
    status.reason = with_ike_failure(path.reason, sa);
    const std::string strayed = stray_text(id, counters.strays, daemon.uplinks(), counters.monotonic_ns);
    if (!strayed.empty()) status.reason += "; " + strayed;
    if (const std::string judged = daemon.policy().reason(counters.now, id); !judged.empty())
        status.reason += "; " + judged;
    status.suspect = daemon.silence().reason(id);
    status.since = counters.wall_now - std::chrono::floor<std::chrono::seconds>(counters.now - path.since);
    status.path = path_status(path, entry.tunnel->probes);
    if (const auto flows = counters.flows.by_tunnel.find(id); flows != counters.flows.by_tunnel.end())
        status.flows = flows->second;
    if (const auto stats = counters.stats.find(id); stats != counters.stats.end()) {
        status.packets_out = stats->second.packets_out;
        status.bytes_out = stats->second.bytes_out;
        status.packets_in = stats->second.packets_in;
        status.bytes_in = stats->second.bytes_in;
    }
    return status;
}

std::vector<StatusRule> rules_status(const Daemon& daemon, const PeerConfig& peer) {
    std::vector<StatusRule> rules;
    const auto members = daemon.policy().rules().of(peer);
    for (uint32_t index = 0; index < peer.rules.size(); ++index) {
        StatusRule rule{.name = peer.rules[index].name};
        const auto known = members.find({BundleId(peer.id), index});
        if (known != members.end()) {
            for (const TunnelId tunnel : known->second)
                rule.tunnels.push_back(daemon.tunnels().find(tunnel)->tunnel->name);
        }
        rules.push_back(std::move(rule));
    }
    return rules;
}

StatusPeer peer_status(const Daemon& daemon, const PeerConfig& peer, const Counters& counters) {
    StatusPeer shown{.name = peer.name, .interface = peer.interface_name};
    for (const IpPrefix& network : peer.networks)
        shown.networks.push_back(network.to_string());
    for (const TunnelConfig& tunnel : peer.tunnels)
        shown.tunnels.push_back(tunnel_status(daemon, *daemon.tunnels().find(TunnelId(tunnel.id)), counters));
    shown.active_tier = daemon.policy().active_tier(peer);
    shown.fail_open = peer.fail == FailChoice::kOpen;
    shown.tags = peer.tags;
    const policy::FailoverWish wish = daemon.policy().failover(peer);
    shown.failover = to_string(wish.mode);
    shown.failover_tier = wish.tier;
    shown.rules = rules_status(daemon, peer);
    return shown;
}

}  // namespace

std::vector<NamedIke> build_sas(const Daemon& daemon, const std::string& name) {
    std::vector<NamedIke> sas;
    for (const auto& [id, entry] : daemon.tunnels().all()) {
        if (!name.empty() && name != entry.tunnel->name && name != entry.peer->name) continue;
        const auto sa = daemon.ike().status(id);
        if (!sa || sa->uniqueid == 0) continue;
        sas.push_back({entry.tunnel->name, ike_status_with_usage(daemon, *sa, system_now(), wall_now())});
    }
    return sas;
}

Status build_status(const Daemon& daemon) {
    const Counters counters = read_counters(daemon);
    Status status;
    status.version = HAWSER_VERSION;
    status.time = counters.wall_now;
    status.key_log = daemon.config().key_log;
    status.forwarding = {.mode = daemon.forwarding().mode == HW_FORWARDING_FAST ? "fast" : "stack",
                         .reason = daemon.forwarding().reason};
    status.flows = {.capacity = daemon.config().flows.capacity,
                    .proven = counters.flows.proven,
                    .fresh = counters.flows.fresh,
                    .evicted = daemon.flows().evicted(),
                    .expired = daemon.flows().expired()};
    for (const UplinkState& uplink : daemon.uplinks())
        status.uplinks.push_back(uplink_status(daemon, uplink));
    for (const std::string& interface : daemon.config().lan_interfaces)
        status.lans.push_back(lan_status(daemon, interface));
    for (const PeerConfig& peer : daemon.config().peers)
        status.peers.push_back(peer_status(daemon, peer, counters));
    return status;
}

}  // namespace hawser::loader
