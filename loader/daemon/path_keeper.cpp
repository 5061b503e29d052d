// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/path_keeper.h"

#include <algorithm>

#include "loader/daemon/external_link.h"
#include "loader/daemon/state_mapping.h"
#include "loader/net/system_clock.h"

namespace hawser::loader {
namespace {

std::optional<int64_t> milliseconds(std::optional<Duration> duration) {
    if (!duration) return std::nullopt;
    return std::chrono::duration_cast<std::chrono::milliseconds>(*duration).count();
}

}  // namespace

PathKeeper::PathKeeper(boost::asio::io_context& loop, uint64_t cookie, const Config& config,
                       const TunnelIndex& tunnels, DataPlane& data_plane, PathPolicy& policy,
                       InnerQuestions questions, Listener listener)
    : config_(config),
      tunnels_(tunnels),
      data_plane_(data_plane),
      policy_(policy),
      listener_(std::move(listener)),
      health_(loop, cookie, std::move(questions),
              [this](const health::StateChanged& change) { path_changed(change); }),
      watch_(loop, [this] { watch_paths(); }) {}

void PathKeeper::adopt(TunnelId tunnel) {
    adopted_.insert(tunnel);
}

void PathKeeper::forget(TunnelId tunnel) {
    if (known_.erase(tunnel) != 0) health_.forget(tunnel);
    adopted_.erase(tunnel);
    policy_.forget(tunnel);
}

void PathKeeper::look(const KernelView& view, const std::vector<UplinkState>& uplinks,
                      const Negotiations& negotiations) {
    for (const UplinkState& uplink : uplinks) {
        watch(uplink);
        for (const TunnelId tunnel : tunnels_.on_uplink(uplink.config->name))
            look_at(*tunnels_.find(tunnel), view, uplink, negotiations);
    }
}

void PathKeeper::watch(const UplinkState& uplink) {
    const std::optional<IpAddress>& target = uplink.config->probe_target;
    if (!target) return health_.forget_uplink(uplink.config->name);
    const UplinkFamily* family = uplink.family(target->family());
    health_.watch_uplink(
        {.name = uplink.config->name,
         .target = *target,
         .source = family != nullptr ? family->address : IpAddress::unspecified(target->family()),
         .ifindex = static_cast<unsigned>(uplink.ifindex),
         .usable = uplink.trouble.empty() && family != nullptr,
         .trouble = uplink.trouble});
}

void PathKeeper::look_at(const TunnelEntry& entry, const KernelView& view, const UplinkState& uplink,
                         const Negotiations& negotiations) {
    const TunnelId tunnel = entry.id();
    const Link* link = view.tunnel_link(config_, *entry.tunnel);
    const auto source_of = [&](Family inner) {
        return inner_address(config_, view, negotiations.inner_networks(tunnel), inner);
    };
    health_.configure(entry, source_of, link != nullptr ? static_cast<unsigned>(link->ifindex) : 0);
    const bool usable = uplink.trouble.empty() && link != nullptr;
    health_.set_link(
        tunnel, usable,
        usable ? "uplink " + uplink.config->name + " is up"
               : "uplink " + uplink.config->name + ": " +
                     (uplink.trouble.empty() ? "the tunnel's interface is missing" : uplink.trouble));
    const bool is_new = known_.insert(tunnel).second;
    if (entry.tunnel->external) look_at_external(entry, link);
    if (!is_new || adopted_.count(tunnel) == 0) return;
    if (!entry.tunnel->external) health_.set_ike(tunnel, true, "SAs of an earlier run");
    if (usable) health_.adopt(tunnel, path_state(data_plane_.state(tunnel)));
}

/// Its owner's word for IKE's: the interface is up, and what it leads to is for probes to find out.
void PathKeeper::look_at_external(const TunnelEntry& entry, const Link* link) {
    const std::string& name = entry.tunnel->interface_name;
    const std::string trouble = trouble_of_external(name, link);
    health_.set_ike(entry.id(), trouble.empty(), trouble.empty() ? "interface " + name + " is up" : trouble);
}

Result<void> PathKeeper::write_states() {
    Result<void> outcome;
    for (const PeerConfig& peer : config_.peers) {
        auto written = write_states_of(peer);
        if (!written && outcome.ok()) outcome = std::move(written);
        follow_policy(peer);
    }
    const bool wanted = std::any_of(config_.peers.begin(), config_.peers.end(), PathPolicy::watches);
    if (wanted && !watching_) watch_.set(system_now());
    watching_ = wanted;
    return outcome;
}

Result<void> PathKeeper::write_states_of(const PeerConfig& peer) {
    Result<void> outcome;
    for (const TunnelConfig& tunnel : peer.tunnels) {
        auto written = write_state(TunnelId(tunnel.id));
        if (!written && outcome.ok()) outcome = std::move(written);
    }
    return outcome;
}

Result<void> PathKeeper::write_state(TunnelId tunnel) {
    const auto known = status(tunnel);
    if (!known) return {};
    const hw_tunnel_state wanted = policy_.state_of(tunnel, known->state);
    return data_plane_.state(tunnel) == wanted ? Result<void>() : data_plane_.set_state(tunnel, wanted);
}

std::optional<health::PathStatus> PathKeeper::status(TunnelId tunnel) const {
    return known_.count(tunnel) == 0 ? std::nullopt : std::optional(health_.status(tunnel));
}

void PathKeeper::follow_policy(const PeerConfig& peer) {
    if (!policy_.concerns(peer)) return;
    const PolicyChoices before = policy_.choices_of(peer);
    policy_.look(system_now(), peer);
    auto written = write_states_of(peer);
    if (written && policy_.choices_of(peer) != before) written = listener_.choices_changed();
    if (!written) listener_.state_written(TunnelId(peer.tunnels.front().id), written);
}

void PathKeeper::watch_paths() {
    for (const PeerConfig& peer : config_.peers) {
        if (PathPolicy::watches(peer)) follow_policy(peer);
    }
    if (watching_) watch_.set(system_now() + kWatchInterval);
}

void PathKeeper::ike_changed(TunnelId tunnel, bool carries, const std::string& reason) {
    if (known_.count(tunnel) != 0) health_.set_ike(tunnel, carries, reason);
}

Result<void> PathKeeper::drain(const std::vector<TunnelId>& tunnels, bool wanted) {
    Result<void> outcome;
    for (const TunnelId tunnel : tunnels) {
        policy_.drain(tunnel, wanted);
        const PeerConfig& peer = *tunnels_.find(tunnel)->peer;
        auto written = write_states_of(peer);
        if (!written && outcome.ok()) outcome = std::move(written);
        follow_policy(peer);
    }
    return outcome ? listener_.choices_changed() : outcome;
}

Result<void> PathKeeper::set_failover(const std::vector<const PeerConfig*>& peers,
                                      policy::FailoverWish wish) {
    for (const PeerConfig* peer : peers)
        policy_.set_failover(*peer, wish);
    return listener_.choices_changed();
}

void PathKeeper::path_changed(const health::StateChanged& change) {
    const TunnelEntry& entry = *tunnels_.find(change.tunnel);
    const auto written =
        data_plane_.set_state(change.tunnel, policy_.state_of(change.tunnel, change.new_state));
    listener_.happened(change.tunnel, {.kind = "tunnel",
                                       .was = std::string(health::to_string(change.old_state)),
                                       .state = std::string(health::to_string(change.new_state)),
                                       .reason = change.reason,
                                       .decider = std::string(health::to_string(change.decider)),
                                       .unheard_ms = milliseconds(change.unheard)});
    listener_.state_written(change.tunnel, written);
    follow_policy(*entry.peer);
}

}  // namespace hawser::loader
