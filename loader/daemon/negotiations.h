// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <map>
#include <set>
#include <vector>

#include "base/ids.h"
#include "ike/engine/action.h"
#include "loader/daemon/kernel_view.h"
#include "loader/daemon/network_setup.h"
#include "loader/daemon/tunnel_index.h"
#include "loader/kernel/sa.h"
#include "loader/plan/plan_maps.h"

namespace hawser::loader {

/// What the tunnels' Child SAs have agreed, as far as maps and interfaces depend on it.
class Negotiations {
 public:
    /// What the maps have to be told at once, because the first packet of the SA needs it.
    enum class Urgent { kNothing, kSelectors, kEverything };

    explicit Negotiations(const TunnelIndex& tunnels) : tunnels_(tunnels) {}

    /// Of SAs that an earlier daemon negotiated.
    void adopt(TunnelId tunnel, NegotiatedTunnel known) {
        known_[tunnel] = std::move(known);
        carried_.insert(tunnel);
    }
    void forget(TunnelId tunnel);
    /// Nobody has negotiated an external tunnel: it carries what its peer's networks say. `mtu`: its
    /// interface's.
    void take_external(const TunnelEntry& entry, uint32_t mtu);
    /// `in_maps` is what the maps let pass now.
    Urgent installed(TunnelId tunnel, const ike::InstallChildSa& child, bool peer_is_hawser,
                     const NegotiatedTunnel& in_maps);
    Urgent moved(TunnelId tunnel, const ike::MoveChildSa& child);
    /// Whether the tunnel has an SA now. True if an inner address of ours comes or goes with it.
    bool carries(TunnelId tunnel, bool carried);

    /// By the uplinks' MTUs and what ESP takes of them; what is not known now stays what it was.
    const TunnelMtus& measure(const std::vector<UplinkState>& uplinks);
    [[nodiscard]] const Negotiated& all() const { return known_; }
    /// That the peer has assigned to the tunnel, as long as it has an SA: then our side of its selectors is
    /// these alone.
    [[nodiscard]] std::vector<IpAddress> inner_addresses(TunnelId tunnel) const;
    /// What a source of the gateway's own must be in, to pass the tunnel or any of the peer's.
    [[nodiscard]] std::vector<IpPrefix> inner_networks(TunnelId tunnel) const;
    [[nodiscard]] std::vector<IpPrefix> inner_networks(const PeerConfig& peer) const;
    [[nodiscard]] const NegotiatedTunnel& of(TunnelId tunnel) { return known_[tunnel]; }

 private:
    /// Of a tunnel's newest Child SA: what its MTU follows from.
    struct Child {
        bool udp_encap = false;
        EspAlgorithm algorithm = EspAlgorithm::kAesGcm16;
    };

    const TunnelIndex& tunnels_;
    Negotiated known_;
    std::set<TunnelId> carried_;
    std::map<TunnelId, Child> children_;
    TunnelMtus mtus_;
};

}  // namespace hawser::loader
