// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/daemon.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "loader/daemon/event_filter.h"
#include "loader/daemon/sa_mapping.h"
#include "loader/daemon/stamp_clock.h"
#include "loader/daemon/state_mapping.h"
#include "loader/kernel/tunnel_mtu.h"
#include "loader/net/system_clock.h"

namespace hawser::loader {
namespace {

template <typename T>
T random_number(RandomSource& random) {
    std::array<uint8_t, sizeof(T)> bytes{};
    random.fill(bytes);
    T number{};
    std::memcpy(&number, bytes.data(), sizeof number);
    return number;
}

}  // namespace

Daemon::Daemon(boost::asio::io_context& loop, const Config& config, KernelPorts ports, RandomSource& random,
               KeyLog* key_log, ike::EndpointOptions options)
    : config_(config),
      ports_(ports),
      random_(random),
      log_([] { return calendar_now_ms(); }),
      tunnels_(config),
      network_(ports.links, ports.routes, ports.sysctl),
      data_plane_(ports.maps, ports.programs),
      outer_(ports.outers),
      xdp_(loop, ports.xdp, ports.outers, config.xdp),
      sas_(ports.xfrm),
      ike_(loop, random, sas_, tunnels_,
           {.child_installed = [this](TunnelId tunnel,
                                      const ike::InstallChildSa& child) { child_installed(tunnel, child); },
            .child_moved = [this](TunnelId tunnel,
                                  const ike::MoveChildSa& child) { child_moved(tunnel, child); },
            .changed = [this](TunnelId tunnel, bool carries,
                              const std::string& reason) { ike_changed(tunnel, carries, reason); },
            .happened = [this](TunnelId tunnel, ControlEvent event) { note(tunnel, std::move(event)); }},
           key_log, std::move(options)),
      expiries_(loop, ports.expiries,
                {.expired = [this](const SaExpiry& expiry) { ike_.sa_expired(expiry); },
                 .lost = [this] { ike_.look_for_expired(); }}),
      health_(loop, random_number<uint64_t>(random),
              [this](const health::StateChanged& change) { path_changed(change); }),
      forwarding_(loop, config.forwarding, [this] { follow_firewall(); }),
      sweeper_(loop, ports.maps, [this]() -> const hw_config& { return data_plane_.current().config; }),
      silence_(loop, ports.maps, tunnels_),
      stamp_(loop, config),
      reconcile_alarm_(loop, [this] { run_reconcile(); }),
      events_(loop) {}

Result<void> Daemon::start() {
    if (auto guarded = network_.guard(config_); !guarded)
        return guarded.error().within("guarding the peers' networks");
    if (auto opened = health_.open(); !opened) return opened;
    if (auto adopted = adopt(); !adopted) return adopted;
    // Before the first decision, so that no change is missed.
    forwarding_.start();
    if (auto reconciled = reconcile(); !reconciled) return reconciled;
    watch_events();
    expiries_.start();
    log_.add({.kind = "daemon", .state = "started", .reason = "with " + config_.file});
    sweeper_.start();
    silence_.start();
    reconcile_by(system_now() + kReconcileInterval);
    return {};
}

void Daemon::stop() {
    ike_.stop();
    xdp_.stop();
    events_.release();
    expiries_.stop();
    forwarding_.stop();
}

Result<void> Daemon::adopt() {
    if (auto read = data_plane_.adopt(); !read) return read;
    auto view = take_kernel_view(ports_.links, ports_.routes);
    if (!view) return view.error();
    std::vector<IpAddress> own;
    for (const LinkAddress& address : view->addresses)
        own.push_back(address.address);
    auto adopted = sas_.adopt(tunnels_, own);
    if (!adopted) return adopted.error();
    adopted_ = *std::move(adopted);
    for (const TunnelId tunnel : adopted_) {
        negotiated_[tunnel] = data_plane_.negotiated(tunnel);
        if (data_plane_.state(tunnel) == HW_TUNNEL_DRAINING) draining_.insert(tunnel);
        spdlog::info("{}: goes on with the SAs of an earlier run", tunnels_.find(tunnel)->tunnel->name);
    }
    return {};
}

Result<void> Daemon::reconcile() {
    auto view = take_kernel_view(ports_.links, ports_.routes);
    if (!view) return view.error();
    view_ = *std::move(view);
    uplinks_ = observe_uplinks(config_, view_);
    if (auto made = reconcile_interfaces(); !made) return made;
    if (auto written = reconcile_maps(); !written) return written;
    if (auto told = outer_.reconcile(tunnels_, uplinks_); !told) return told;
    if (auto attached = data_plane_.attach(); !attached) return attached;
    xdp_.reconcile(config_, view_, uplinks_);
    reconcile_stamp();
    auto routed = network_.ensure_routes(config_, view_, uplinks_, peers_in_the_clear(config_, data_plane_));
    // A route that the kernel refuses concerns one uplink or peer; the others go on.
    reconcile_paths();
    ike_.set_uplinks(uplinks_);
    reconcile_states();
    return routed.ok() ? Result<void>() : Result<void>(routed.error());
}

Result<void> Daemon::reconcile_interfaces() {
    auto changes = network_.ensure_interfaces(config_, tunnels_, view_, mtus());
    if (!changes) return changes.error();
    if (*changes == 0) return {};
    auto view = take_kernel_view(ports_.links, ports_.routes);
    if (!view) return view.error();
    view_ = *std::move(view);
    return {};
}

TunnelMtus Daemon::mtus() const {
    TunnelMtus mtus;
    for (const auto& [tunnel, known] : negotiated_)
        mtus[tunnel] = known.mtu;
    for (const auto& [tunnel, child] : children_) {
        const TunnelEntry& entry = *tunnels_.find(tunnel);
        for (const UplinkState& uplink : uplinks_) {
            if (uplink.config != entry.uplink || uplink.mtu == 0) continue;
            mtus[tunnel] = tunnel_mtu({.link_mtu = uplink.mtu,
                                       .outer = entry.outer_family(),
                                       .udp_encap = child.udp_encap,
                                       .algorithm = child.algorithm});
        }
    }
    return mtus;
}

Result<void> Daemon::reconcile_maps() {
    for (const auto& [tunnel, mtu] : mtus())
        negotiated_[tunnel].mtu = mtu;
    const hw_config& present = data_plane_.current().config;
    const uint32_t seed = present.hash_seed != 0 ? present.hash_seed : random_number<uint32_t>(random_);
    auto plan = plan_maps(config_, kernel_facts(view_, uplinks_), negotiated_,
                          {.forwarding = forwarding_.decide(), .hash_seed = seed});
    if (!plan) return plan.error();
    return data_plane_.apply(*plan);
}

void Daemon::follow_firewall() {
    MapPlan plan = data_plane_.current();
    plan.config.forwarding = static_cast<hw_u32>(forwarding_.decide());
    if (plan.config.forwarding == data_plane_.current().config.forwarding) return;
    auto done = data_plane_.apply(std::move(plan));
    // The LANs have a program in one of the modes alone.
    if (done) done = data_plane_.attach();
    if (!done) report(done);
}

void Daemon::reconcile_paths() {
    for (const UplinkState& uplink : uplinks_) {
        for (const TunnelId tunnel : tunnels_.on_uplink(uplink.config->name)) {
            const TunnelEntry& entry = *tunnels_.find(tunnel);
            const Link* link = view_.tunnel_link(config_, tunnel);
            const Family inner =
                entry.tunnel->probe.target ? entry.tunnel->probe.target->family() : Family::kIpv4;
            health_.configure(entry, inner_address(config_, view_, entry.peer->local_networks, inner),
                              link != nullptr ? static_cast<unsigned>(link->ifindex) : 0);
            const bool usable = uplink.trouble.empty() && link != nullptr;
            health_.set_link(
                tunnel, usable,
                usable ? "uplink " + uplink.config->name + " is up"
                       : "uplink " + uplink.config->name + ": " +
                             (uplink.trouble.empty() ? "the tunnel's interface is missing" : uplink.trouble));
            if (!known_to_health_.insert(tunnel).second || adopted_.count(tunnel) == 0) continue;
            health_.set_ike(tunnel, true, "SAs of an earlier run");
            if (usable) health_.adopt(tunnel, path_state(data_plane_.state(tunnel)));
        }
    }
}

void Daemon::reconcile_states() {
    for (const TunnelId tunnel : known_to_health_) {
        const hw_tunnel_state wanted = wanted_state(tunnel, health_.status(tunnel).state);
        if (data_plane_.state(tunnel) == wanted) continue;
        if (auto written = data_plane_.set_state(tunnel, wanted); !written) report(written);
    }
}

void Daemon::reconcile_stamp() {
    std::set<unsigned> tunnel_interfaces;
    for (const auto& [ifindex, iface] : data_plane_.current().ifaces) {
        if (iface.role == HW_ROLE_TUNNEL || iface.role == HW_ROLE_HUB)
            tunnel_interfaces.insert(static_cast<unsigned>(ifindex));
    }
    stamp_.serve(tunnel_interfaces);
    if (auto told = write_stamp_settings(config_); !told) spdlog::warn("[stamp] {}", told.error().text());
}

hw_tunnel_state Daemon::wanted_state(TunnelId tunnel, health::PathState path) const {
    const bool lives = path != health::PathState::kDown;
    return lives && draining_.count(tunnel) != 0 ? HW_TUNNEL_DRAINING : map_state(path);
}

Result<void> Daemon::drain(TunnelId tunnel, bool wanted) {
    if (wanted) {
        draining_.insert(tunnel);
    } else {
        draining_.erase(tunnel);
    }
    spdlog::info("{}: {}", tunnels_.find(tunnel)->tunnel->name,
                 wanted ? "draining" : "not draining any more");
    note(tunnel, {.kind = "tunnel",
                  .state = wanted ? "draining" : std::string(health::to_string(health_.status(tunnel).state)),
                  .reason = wanted ? "an operator wants no new flows on it" : "not draining any more"});
    return data_plane_.set_state(tunnel, wanted_state(tunnel, health_.status(tunnel).state));
}

void Daemon::run_reconcile() {
    reconcile_at_.reset();
    const auto outcome = reconcile();
    report(outcome);
    reconcile_by(system_now() + (outcome.ok() ? kReconcileInterval : kRetryInterval));
}

void Daemon::reconcile_soon() {
    reconcile_by(system_now());
}

void Daemon::reconcile_by(TimePoint at) {
    if (reconcile_at_ && *reconcile_at_ <= at) return;
    reconcile_at_ = at;
    reconcile_alarm_.set(at);
}

void Daemon::report(const Result<void>& outcome) {
    const std::string trouble = outcome.ok() ? std::string() : outcome.error().text();
    if (trouble != last_trouble_) {
        if (trouble.empty()) {
            spdlog::info("the kernel has everything that it should have");
        } else {
            spdlog::error("{}", trouble);
        }
    }
    last_trouble_ = trouble;
}

void Daemon::watch_events() {
    // The port owns the descriptor; stop() releases it before Asio would close it.
    if (!events_.is_open()) events_.assign(ports_.events.fd());
    events_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                       [this](const boost::system::error_code& error) {
                           if (error) return;
                           take_events();
                           watch_events();
                       });
}

void Daemon::take_events() {
    auto events = ports_.events.take();
    if (!events) {
        report(events.error());
        reconcile_soon();
        return;
    }
    if (std::any_of(events->begin(), events->end(), concerns_us)) reconcile_soon();
}

void Daemon::child_installed(TunnelId tunnel, const ike::InstallChildSa& child) {
    const auto sa = ike_.status(tunnel);
    children_[tunnel] = {
        .udp_encap = child.udp_encapsulation,
        .algorithm = esp_algorithm(child.encryption, child.integrity).value_or(EspAlgorithm::kAesGcm16)};
    NegotiatedTunnel& known = negotiated_[tunnel];
    const NegotiatedTunnel before = std::move(known);
    known = {.local = plan_selectors(child.local_selectors),
             .remote = plan_selectors(child.remote_selectors),
             .mtu = before.mtu,
             .peer_is_hawser = sa && sa->peer_is_hawser,
             .remote_outer = child.remote.address};
    const bool same_peer = before.remote_outer == known.remote_outer ||
                           tunnels_.find(tunnel)->tunnel->endpoint == known.remote_outer;
    // Else at once: the first probe's answer must find its selectors there, and what the peer may no longer
    // send must not.
    if (!same_peer) {
        report(reconcile_maps());
    } else if (!lets_pass(tunnel, known)) {
        report(data_plane_.set_selectors(tunnel, known));
    }
    reconcile_by(system_now() + kReconcileAfterInstall);
}

void Daemon::child_moved(TunnelId tunnel, const ike::MoveChildSa& child) {
    children_[tunnel].udp_encap = child.udp_encapsulation;
    IpAddress& outer = negotiated_[tunnel].remote_outer.emplace(child.remote.address);
    const bool configured = tunnels_.find(tunnel)->tunnel->endpoint == outer;
    if (!configured) report(reconcile_maps());
    reconcile_by(system_now() + kReconcileAfterInstall);
}

bool Daemon::lets_pass(TunnelId tunnel, const NegotiatedTunnel& agreed) const {
    const NegotiatedTunnel present = data_plane_.negotiated(tunnel);
    return selector_entries(present.local) == selector_entries(agreed.local) &&
           selector_entries(present.remote) == selector_entries(agreed.remote);
}

void Daemon::ike_changed(TunnelId tunnel, bool carries, const std::string& reason) {
    if (known_to_health_.count(tunnel) != 0) health_.set_ike(tunnel, carries, reason);
}

void Daemon::path_changed(const health::StateChanged& change) {
    const TunnelEntry& entry = *tunnels_.find(change.tunnel);
    const auto written = data_plane_.set_state(change.tunnel, wanted_state(change.tunnel, change.new_state));
    spdlog::log(change.new_state == health::PathState::kUp ? spdlog::level::info : spdlog::level::warn,
                "[path] {}: {} -> {}: {}", entry.tunnel->name, health::to_string(change.old_state),
                health::to_string(change.new_state), change.reason);
    note(change.tunnel, {.kind = "tunnel",
                         .was = std::string(health::to_string(change.old_state)),
                         .state = std::string(health::to_string(change.new_state)),
                         .reason = change.reason});
    if (!written) report(written);
    // A peer that fails open has its routes only while a tunnel carries.
    if (!written || entry.peer->fail == FailChoice::kOpen) reconcile_soon();
}

void Daemon::note(TunnelId tunnel, ControlEvent event) {
    const TunnelEntry& entry = *tunnels_.find(tunnel);
    event.peer = entry.peer->name;
    event.tunnel = entry.tunnel->name;
    log_.add(std::move(event));
}

}  // namespace hawser::loader
