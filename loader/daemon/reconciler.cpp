// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/reconciler.h"

#include <spdlog/spdlog.h>

#include <set>

#include "loader/daemon/inner_addresses.h"
#include "loader/daemon/random_number.h"
#include "loader/daemon/stamp_clock.h"

namespace hawser::loader {

Reconciler::Reconciler(boost::asio::io_context& loop, Sources sources, std::function<void()> firewall_changed)
    : sources_(sources),
      network_(sources.ports.links, sources.ports.routes, sources.ports.sysctl),
      policy_hash_(sources.ports.policy_hash),
      outer_(sources.ports.outers),
      xdp_(loop, sources.ports.xdp, sources.ports.outers, sources.config.xdp),
      forwarding_(loop, sources.config.forwarding, std::move(firewall_changed)),
      stamp_(loop, sources.config) {}

void Reconciler::stop() {
    xdp_.stop();
    forwarding_.stop();
}

void Reconciler::config_replaced() {
    uplinks_ = observe_uplinks(sources_.config, view_);
    forwarding_.set_choice(sources_.config.forwarding);
}

Result<void> Reconciler::prepare() {
    if (auto looked = look(); !looked) return looked;
    if (auto made = make_interfaces(); !made) return made;
    if (auto written = write_maps(); !written) return written;
    if (auto told = outer_.reconcile(sources_.tunnels, uplinks_); !told) return told;
    if (auto attached = sources_.data_plane.attach(); !attached) return attached;
    xdp_.reconcile(sources_.config, view_, uplinks_);
    serve_stamp();
    return {};
}

Result<void> Reconciler::look() {
    auto view = take_kernel_view(sources_.ports.links, sources_.ports.routes);
    if (!view) return view.error();
    view_ = *std::move(view);
    uplinks_ = observe_uplinks(sources_.config, view_);
    return {};
}

/// Of external tunnels everything is known once their interface is there.
void Reconciler::take_externals() {
    for (const auto& [id, entry] : sources_.tunnels.all()) {
        if (!entry.tunnel->external) continue;
        if (const Link* link = view_.tunnel_link(sources_.config, *entry.tunnel))
            sources_.negotiations.take_external(entry, link->mtu);
    }
}

Result<void> Reconciler::make_interfaces() {
    take_externals();
    const TunnelMtus& mtus = sources_.negotiations.measure(uplinks_);
    auto changes = network_.ensure_interfaces(sources_.config, sources_.tunnels, view_, mtus);
    if (!changes) return changes.error();
    if (*changes != 0) {
        if (auto looked = look(); !looked) return looked;
    }
    auto placed = ensure_inner_addresses(sources_.ports.links, sources_.config, sources_.tunnels, view_,
                                         sources_.negotiations);
    if (!placed) return placed.error();
    return *placed == 0 ? Result<void>() : look();
}

Result<void> Reconciler::write_maps() {
    (void)sources_.negotiations.measure(uplinks_);
    const hw_config& present = sources_.data_plane.current().config;
    const uint32_t seed =
        present.hash_seed != 0 ? present.hash_seed : random_number<uint32_t>(sources_.random);
    auto plan = plan_maps(
        sources_.config, kernel_facts(view_, uplinks_), sources_.negotiations.all(),
        {.forwarding = forwarding_.decide(), .hash_seed = seed, .policies = sources_.policy.choices()});
    if (!plan) return plan.error();
    return sources_.data_plane.apply(*plan);
}

Result<void> Reconciler::route() {
    auto routed = network_.ensure_routes(sources_.config, view_, uplinks_, sources_.negotiations,
                                         peers_in_the_clear(sources_.config, sources_.data_plane));
    // Packets find their policies without it, only more slowly.
    if (auto hashed = policy_hash_.reconcile(policy_hashes_for(sources_.config)); !hashed)
        spdlog::debug("{}", hashed.error().text());
    return routed.ok() ? Result<void>() : Result<void>(routed.error());
}

Result<void> Reconciler::follow_firewall() {
    MapPlan plan = sources_.data_plane.current();
    plan.config.forwarding = static_cast<hw_u32>(forwarding_.decide());
    if (plan.config.forwarding == sources_.data_plane.current().config.forwarding) return {};
    auto done = sources_.data_plane.apply(std::move(plan));
    // The LANs have a program in one of the modes alone.
    return done ? sources_.data_plane.attach() : done;
}

void Reconciler::serve_stamp() {
    std::set<unsigned> tunnel_interfaces;
    for (const auto& [ifindex, iface] : sources_.data_plane.current().ifaces) {
        if (iface.role == HW_ROLE_TUNNEL || iface.role == HW_ROLE_HUB)
            tunnel_interfaces.insert(static_cast<unsigned>(ifindex));
    }
    stamp_.serve(tunnel_interfaces);
    if (auto told = write_stamp_settings(sources_.config); !told)
        spdlog::warn("[stamp] {}", told.error().text());
}

}  // namespace hawser::loader
