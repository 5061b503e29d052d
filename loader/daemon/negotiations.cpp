// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/negotiations.h"

#include "loader/daemon/sa_mapping.h"
#include "loader/kernel/tunnel_mtu.h"

namespace hawser::loader {
namespace {

bool same_selectors(const NegotiatedTunnel& a, const NegotiatedTunnel& b) {
    return selector_entries(a.local) == selector_entries(b.local) &&
           selector_entries(a.remote) == selector_entries(b.remote);
}

}  // namespace

Negotiations::Urgent Negotiations::installed(TunnelId tunnel, const ike::InstallChildSa& child,
                                             bool peer_is_hawser, const NegotiatedTunnel& in_maps) {
    children_[tunnel] = {
        .udp_encap = child.udp_encapsulation,
        .algorithm = esp_algorithm(child.encryption, child.integrity).value_or(EspAlgorithm::kAesGcm16)};
    NegotiatedTunnel& known = known_[tunnel];
    const NegotiatedTunnel before = std::move(known);
    known = {.local = plan_selectors(child.local_selectors),
             .remote = plan_selectors(child.remote_selectors),
             .mtu = before.mtu,
             .peer_is_hawser = peer_is_hawser,
             .remote_outer = child.remote.address};
    const bool same_peer = before.remote_outer == known.remote_outer ||
                           tunnels_.find(tunnel)->tunnel->endpoint == known.remote_outer;
    if (!same_peer) return Urgent::kEverything;
    // The first probe's answer must find its selectors there, and what the peer may no longer send must not.
    return same_selectors(in_maps, known) ? Urgent::kNothing : Urgent::kSelectors;
}

Negotiations::Urgent Negotiations::moved(TunnelId tunnel, const ike::MoveChildSa& child) {
    children_[tunnel].udp_encap = child.udp_encapsulation;
    const IpAddress& outer = known_[tunnel].remote_outer.emplace(child.remote.address);
    return tunnels_.find(tunnel)->tunnel->endpoint == outer ? Urgent::kNothing : Urgent::kEverything;
}

const TunnelMtus& Negotiations::measure(const std::vector<UplinkState>& uplinks) {
    for (const auto& [tunnel, child] : children_) {
        const TunnelEntry& entry = *tunnels_.find(tunnel);
        for (const UplinkState& uplink : uplinks) {
            if (uplink.config != entry.uplink || uplink.mtu == 0) continue;
            known_[tunnel].mtu = tunnel_mtu({.link_mtu = uplink.mtu,
                                             .outer = entry.outer_family(),
                                             .udp_encap = child.udp_encap,
                                             .algorithm = child.algorithm});
        }
    }
    mtus_.clear();
    for (const auto& [tunnel, known] : known_)
        mtus_[tunnel] = known.mtu;
    return mtus_;
}

}  // namespace hawser::loader
