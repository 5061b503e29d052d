// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <map>
#include <set>

#include "base/ids.h"
#include "base/result.h"
#include "loader/bpf/map_port.h"
#include "loader/bpf/program_port.h"
#include "loader/plan/map_plan.h"
#include "loader/plan/plan_maps.h"

namespace hawser::loader {

/// What the maps and programs are, and the way to what they should be. A plan is adopted only after the
/// kernel has taken it; after a failure the maps are read anew, so that the next attempt starts from what is
/// really there.
class DataPlane {
 public:
    DataPlane(MapPort& maps, ProgramPort& programs) : maps_(maps), programs_(programs) {}

    /// Reads what an earlier daemon left.
    Result<void> adopt();

    /// The plan's generation is this one's business: it goes on from what is pinned, and is raised with every
    /// change of networks, bundles or selectors.
    Result<void> apply(MapPlan wanted);
    /// What one tunnel has just negotiated, without a plan of everything: its cost is that of the one tunnel.
    /// Does nothing for a tunnel that the applied plan does not have.
    Result<void> set_selectors(TunnelId tunnel, const NegotiatedTunnel& known);
    /// Attaches the programs that the applied plan's interfaces need and detaches the others of ours. The
    /// first call replaces what is attached already, which may be an earlier version's; later ones mend what
    /// is missing.
    Result<void> attach();
    /// One map write.
    Result<void> set_state(TunnelId tunnel, hw_tunnel_state state);

    [[nodiscard]] const MapPlan& current() const { return current_; }
    /// `down` for tunnels that the maps do not have.
    [[nodiscard]] hw_tunnel_state state(TunnelId tunnel) const;
    /// What the maps know of a tunnel's negotiation: for SAs that an earlier daemon negotiated.
    [[nodiscard]] NegotiatedTunnel negotiated(TunnelId tunnel) const;

 private:
    MapPort& maps_;
    ProgramPort& programs_;
    MapPlan current_;
    std::map<TunnelId, hw_tunnel_state> states_;
    bool dirty_ = false;
    /// An earlier daemon, or a failed write, may have changed any of these without having come to the
    /// generation.
    bool raise_generation_ = true;
    bool replaced_ = false;
};

/// Of peers with `fail = "open"`, the ids of those whose packets go in the clear because no tunnel carries
/// them.
[[nodiscard]] std::set<uint32_t> peers_in_the_clear(const Config& config, const DataPlane& data_plane);

}  // namespace hawser::loader
