// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/negotiations.h"

#include <algorithm>

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
    carried_.insert(tunnel);
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

bool Negotiations::carries(TunnelId tunnel, bool carried) {
    const bool changes = carried ? carried_.insert(tunnel).second : carried_.erase(tunnel) != 0;
    // One that the configuration has no more goes with its interface.
    const TunnelEntry* entry = tunnels_.find(tunnel);
    return changes && entry != nullptr && !entry->peer->request_addresses.empty();
}

std::vector<IpAddress> Negotiations::inner_addresses(TunnelId tunnel) const {
    std::vector<IpAddress> addresses;
    const auto known = known_.find(tunnel);
    const TunnelEntry* entry = tunnels_.find(tunnel);
    const bool assigned = carried_.count(tunnel) != 0 && known != known_.end() && entry != nullptr &&
                          !entry->peer->request_addresses.empty();
    if (!assigned) return addresses;
    for (const Selector& one : known->second.local) {
        const bool seen = std::find(addresses.begin(), addresses.end(), one.first) != addresses.end();
        if (one.first == one.last && !seen) addresses.push_back(one.first);
    }
    return addresses;
}

std::vector<IpPrefix> Negotiations::inner_networks(TunnelId tunnel) const {
    const PeerConfig& peer = *tunnels_.find(tunnel)->peer;
    if (peer.request_addresses.empty()) return peer.local_networks;
    std::vector<IpPrefix> networks;
    for (const IpAddress& one : inner_addresses(tunnel))
        networks.emplace_back(one, one.bits());
    return networks;
}

std::vector<IpPrefix> Negotiations::inner_networks(const PeerConfig& peer) const {
    if (peer.request_addresses.empty()) return peer.local_networks;
    std::vector<IpPrefix> networks;
    for (const TunnelConfig& tunnel : peer.tunnels) {
        const auto more = inner_networks(TunnelId(tunnel.id));
        networks.insert(networks.end(), more.begin(), more.end());
    }
    return networks;
}

void Negotiations::take_external(const TunnelEntry& entry, uint32_t mtu) {
    NegotiatedTunnel known{.mtu = mtu};
    for (const IpPrefix& network : entry.peer->local_networks)
        known.local.push_back(Selector::of(network));
    for (const IpPrefix& network : entry.peer->networks)
        known.remote.push_back(Selector::of(network));
    known_[entry.id()] = std::move(known);
}

void Negotiations::forget(TunnelId tunnel) {
    known_.erase(tunnel);
    children_.erase(tunnel);
    carried_.erase(tunnel);
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
