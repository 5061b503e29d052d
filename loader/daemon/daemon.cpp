// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/daemon.h"

#include <spdlog/spdlog.h>

#include "loader/daemon/random_number.h"
#include "loader/net/system_clock.h"

namespace hawser::loader {

Daemon::Daemon(boost::asio::io_context& loop, Config config, KernelPorts ports, RandomSource& random,
               KeyLog* key_log, ike::EndpointOptions options)
    : config_(std::move(config)),
      ports_(ports),
      log_([] { return calendar_now_ms(); }),
      tunnels_(config_),
      data_plane_(ports.maps, ports.programs),
      negotiations_(tunnels_),
      policy_(
          config_, tunnels_, [this](TunnelId tunnel) { return paths_.status(tunnel); },
          [this](ControlEvent event) { log_.add(std::move(event)); }),
      reconciler_(loop, {config_, tunnels_, ports, data_plane_, negotiations_, random, policy_},
                  [this] {
                      if (auto done = reconciler_.follow_firewall(); !done) rounds_.report(done);
                  }),
      sas_(ports.xfrm),
      ike_(loop, random, sas_, tunnels_, ike_listener(), key_log, std::move(options)),
      sa_watch_(loop, ports.sa_events,
                {.expired = [this](const SaExpiry& expiry) { ike_.sa_expired(expiry); },
                 .mapped = [this](const SaMapping& mapping) { ike_.peer_mapped(mapping); },
                 .lost = [this] { ike_.look_for_expired(); }}),
      traffic_(ports.maps, tunnels_),
      paths_(loop, random_number<uint64_t>(random), config_, tunnels_, data_plane_, policy_, path_questions(),
             path_listener()),
      load_meter_(loop, ports.links, [this](const auto& uplinks) { take_load(uplinks); }),
      names_(loop, random, config_,
             {.changed = [this] { names_changed(); },
              .unresolved =
                  [this](TunnelId tunnel, const std::string& reason) {
                      // SAs of an earlier run need no name.
                      if (!sas_.carries(tunnel)) paths_.ike_changed(tunnel, false, reason);
                  }}),
      revival_(loop, random, tunnels_, paths_, [this](const TunnelEntry& entry) { begin_anew(entry); }),
      sweeper_(loop, ports.maps, [this]() -> const hw_config& { return data_plane_.current().config; }),
      silence_(loop, ports.maps, tunnels_),
      rounds_(loop, [this] { return reconcile(); }),
      kernel_watch_(loop, ports.events,
                    {.changed = [this] { rounds_.soon(); },
                     .failed =
                         [this](const Error& failure) {
                             rounds_.report(failure);
                             rounds_.soon();
                         }}),
      reloader_({config_, tunnels_, ike_, paths_, negotiations_, revival_, reconciler_,
                 [this](Config& next) { names_.fill(next); }, [this] { return rounds_.now(); },
                 [this](ControlEvent event) { log_.add(std::move(event)); }}) {}

IkeService::Listener Daemon::ike_listener() {
    return {
        .child_installed = [this](TunnelId tunnel,
                                  const ike::InstallChildSa& child) { child_installed(tunnel, child); },
        .child_moved = [this](TunnelId tunnel, const ike::MoveChildSa& child) { child_moved(tunnel, child); },
        .had_addresses = [this](TunnelId tunnel) { return negotiations_.inner_addresses(tunnel); },
        .changed =
            [this](TunnelId tunnel, bool carries, const std::string& reason) {
                paths_.ike_changed(tunnel, carries, reason);
                if (negotiations_.carries(tunnel, carries)) rounds_.soon();
            },
        .heard = [this](TunnelId tunnel) { paths_.ike_heard(tunnel); },
        .happened = [this](TunnelId tunnel, ControlEvent event) { note(tunnel, std::move(event)); }};
}

InnerQuestions Daemon::path_questions() {
    return {.ask_ike = [this](TunnelId tunnel) { return ike_.ask_liveness(tunnel); },
            .traffic = [this](TunnelId tunnel) { return traffic_.look(tunnel); }};
}

PathKeeper::Listener Daemon::path_listener() {
    return {.happened = [this](TunnelId tunnel, ControlEvent event) { note(tunnel, std::move(event)); },
            .state_written = [this](TunnelId tunnel,
                                    const Result<void>& written) { state_written(tunnel, written); },
            .choices_changed = [this] { return reconciler_.write_maps(); }};
}

Result<void> Daemon::start() {
    if (auto guarded = reconciler_.guard(); !guarded)
        return guarded.error().within("guarding the peers' networks");
    if (auto opened = paths_.open(); !opened) return opened;
    if (auto adopted = adopt(); !adopted) return adopted;
    // Before the first decision, so that no change is missed.
    reconciler_.start();
    if (auto reconciled = reconcile(); !reconciled) return reconciled;
    kernel_watch_.start();
    sa_watch_.start();
    log_.add({.kind = "daemon", .state = "started", .reason = "with " + config_.file});
    sweeper_.start();
    silence_.start();
    rounds_.start();
    return {};
}

void Daemon::stop() {
    ike_.stop();
    kernel_watch_.stop();
    sa_watch_.stop();
    reconciler_.stop();
}

Result<void> Daemon::adopt() {
    if (auto read = data_plane_.adopt(); !read) return read;
    auto view = take_kernel_view(ports_.links, ports_.routes);
    if (!view) return view.error();
    std::vector<IpAddress> own;
    for (const LinkAddress& address : view->addresses)
        own.push_back(address.address);
    policy_.adopt(system_now(), data_plane_.current(), *view);
    const auto adopted = sas_.adopt(tunnels_, own);
    if (!adopted) return adopted.error();
    for (const TunnelId tunnel : *adopted) {
        negotiations_.adopt(tunnel, data_plane_.negotiated(tunnel));
        paths_.adopt(tunnel);
        spdlog::info("{}: goes on with the SAs of an earlier run", tunnels_.find(tunnel)->tunnel->name);
    }
    // Nobody else's tunnel ends because we were away.
    for (const auto& [id, entry] : tunnels_.all()) {
        if (entry.tunnel->external) paths_.adopt(id);
    }
    return {};
}

Result<void> Daemon::reconcile() {
    if (auto prepared = reconciler_.prepare(); !prepared) return prepared;
    names_.look(reconciler_.uplinks());
    auto routed = reconciler_.route();
    paths_.look(reconciler_.view(), reconciler_.uplinks(), negotiations_);
    load_meter_.look(config_, reconciler_.uplinks());
    ike_.set_uplinks(reconciler_.uplinks());
    revival_.look(reconciler_.uplinks());
    auto written = paths_.write_states();
    return routed ? written : routed;
}

void Daemon::child_installed(TunnelId tunnel, const ike::InstallChildSa& child) {
    const auto sa = ike_.status(tunnel);
    tell_maps(tunnel, negotiations_.installed(tunnel, child, sa && sa->peer_is_hawser,
                                              data_plane_.negotiated(tunnel)));
    rounds_.by(system_now() + Rounds::kAfterInstall);
}

void Daemon::child_moved(TunnelId tunnel, const ike::MoveChildSa& child) {
    tell_maps(tunnel, negotiations_.moved(tunnel, child));
    rounds_.by(system_now() + Rounds::kAfterInstall);
}

void Daemon::tell_maps(TunnelId tunnel, Negotiations::Urgent what) {
    switch (what) {
        case Negotiations::Urgent::kEverything:
            return rounds_.report(reconciler_.write_maps());
        case Negotiations::Urgent::kSelectors:
            return rounds_.report(data_plane_.set_selectors(tunnel, negotiations_.of(tunnel)));
        case Negotiations::Urgent::kNothing:
            return;
    }
}

void Daemon::state_written(TunnelId tunnel, const Result<void>& written) {
    if (!written) rounds_.report(written);
    revival_.path_changed(tunnel);
    // A peer that fails open has its routes only while a tunnel carries.
    if (!written || tunnels_.find(tunnel)->peer->fail == FailChoice::kOpen) rounds_.soon();
}

void Daemon::take_load(const std::map<std::string, policy::UplinkLoad>& uplinks) {
    const PolicyChoices before = policy_.choices();
    policy_.take_load(system_now(), uplinks);
    if (policy_.choices() != before) rounds_.report(reconciler_.write_maps());
}

void Daemon::begin_anew(const TunnelEntry& entry) {
    ike_.revive(entry.id());
    if (!entry.tunnel->endpoint_host.empty()) names_.doubt(*entry.tunnel);
}

/// Like a reload of the same file.
void Daemon::names_changed() {
    Config next = config_;
    names_.fill(next);
    const ConfigChanges changes = compare(config_, next);
    (void)reloader_.adopt(std::move(next), changes);
}

void Daemon::note(TunnelId tunnel, ControlEvent event) {
    const TunnelEntry* entry = tunnels_.find(tunnel);
    // A DELETE's answer may come after its tunnel has gone from the configuration.
    if (entry == nullptr) return;
    event.peer = entry->peer->name;
    event.tunnel = entry->tunnel->name;
    log_.add(std::move(event));
}

}  // namespace hawser::loader
