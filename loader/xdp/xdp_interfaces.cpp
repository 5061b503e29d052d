// SPDX-License-Identifier: BSD-2-Clause
#include "loader/xdp/xdp_interfaces.h"

#include <algorithm>

namespace hawser::loader {

void XdpInterfaces::reconcile(const std::vector<XdpInterface>& interfaces) {
    forget(interfaces);
    for (const XdpInterface& interface : interfaces) {
        if (interface.ifindex != 0) settle(interface);
    }
}

void XdpInterfaces::forget(const std::vector<XdpInterface>& kept) {
    for (auto it = known_.begin(); it != known_.end();) {
        if (std::find(kept.begin(), kept.end(), it->second.interface) != kept.end()) {
            ++it;
            continue;
        }
        (void)port_.detach(it->first);
        states_.erase(it->second.interface.name);
        it = known_.erase(it);
    }
}

void XdpInterfaces::settle(const XdpInterface& interface) {
    const InterfaceFacts facts = port_.facts(interface.name);
    const auto [found, is_new] = known_.try_emplace(interface.ifindex);
    Known& known = found->second;
    if (!is_new && known.facts == facts) {
        const auto present = port_.is_attached(interface.ifindex);
        if (!present.ok() || *present == known.attached) return;
    }
    known = {.interface = interface, .facts = facts, .decision = decide_xdp(config_, interface.hook, facts)};
    enact(known);
}

void XdpInterfaces::enact(Known& known) {
    XdpState& state = states_[known.interface.name];
    state = {.mode = "off", .reason = known.decision.reason};
    if (known.decision.mode) return enact_mode(known, *known.decision.mode);
    if (auto detached = port_.detach(known.interface.ifindex); !detached)
        state.reason = detached.error().text();
}

/// What the program is told comes before the program.
void XdpInterfaces::enact_mode(Known& known, XdpMode mode) {
    XdpState& state = states_[known.interface.name];
    if (known.decision.spread) {
        if (auto ready = port_.prepare_cpus(known.facts.cpus); !ready) {
            known.decision.spread = false;
            state.reason = "does not spread: " + ready.error().text();
        }
    }
    auto done = port_.configure(known.interface.ifindex, settings(known));
    if (done.ok()) done = port_.attach(known.interface.hook, known.interface.ifindex, mode);
    known.attached = done.ok();
    if (done.ok()) {
        state.mode = to_string(mode);
    } else {
        state.reason = done.error().text();
        (void)port_.detach(known.interface.ifindex);
    }
}

hw_xdp XdpInterfaces::settings(const Known& known) const {
    hw_xdp settings{};
    const bool wan = known.interface.hook == XdpHook::kWan;
    if (wan && spis_complete_) settings.flags |= HW_XDP_ADMIT_SPIS;
    if (known.decision.spread) settings.flags |= HW_XDP_SPREAD;
    settings.cpus = known.facts.cpus;
    settings.ike_rate = wan ? config_.ike_init_rate : 0;
    settings.ike_burst = config_.ike_init_burst;
    return settings;
}

void XdpInterfaces::set_spis_complete(bool complete) {
    if (spis_complete_ == complete) return;
    spis_complete_ = complete;
    for (const auto& [ifindex, known] : known_) {
        if (!known.attached) continue;
        const auto told = port_.configure(ifindex, settings(known));
        // Never may it go on dropping by a list that is not complete.
        if (!told.ok()) (void)port_.detach(ifindex);
    }
}

}  // namespace hawser::loader
