// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <set>
#include <string>

#include "base/ids.h"
#include "base/result.h"
#include "loader/config/config.h"
#include "loader/control/event.h"
#include "loader/daemon/data_plane.h"
#include "loader/daemon/health_service.h"
#include "loader/daemon/kernel_view.h"
#include "loader/daemon/tunnel_index.h"

namespace hawser::loader {

/// Brings the paths' health and what operators want of tunnels together into the states that the data plane
/// goes by.
class PathKeeper {
 public:
    struct Listener {
        /// A tunnel's state is another one. The tunnel's names are not in the event yet.
        std::function<void(TunnelId, ControlEvent event)> happened;
        /// After the path's state has changed: whether the data plane has taken it.
        std::function<void(TunnelId, const Result<void>& written)> state_written;
    };

    /// `cookie`: random for each run. The others must outlive it.
    PathKeeper(boost::asio::io_context& loop, uint64_t cookie, const Config& config,
               const TunnelIndex& tunnels, DataPlane& data_plane, Listener listener);

    Result<void> open() { return health_.open(); }
    /// SAs of an earlier run carry the tunnel, and the maps say in which state. Before the first look().
    void adopt(TunnelId tunnel);
    /// What probes and links depend on, as the kernel has it now.
    void look(const KernelView& view, const std::vector<UplinkState>& uplinks);
    /// Mends what the maps have otherwise.
    Result<void> write_states();

    void ike_changed(TunnelId tunnel, bool carries, const std::string& reason);
    /// An operator's wish: a draining tunnel keeps its flows and takes no new ones. It is kept in the maps,
    /// so that it outlives the daemon. Fails if the map cannot be written.
    Result<void> drain(TunnelId tunnel, bool wanted);

    [[nodiscard]] const HealthService& health() const { return health_; }

 private:
    void look_at(const TunnelEntry& entry, const KernelView& view, const UplinkState& uplink);
    void path_changed(const health::StateChanged& change);
    /// What the data plane is to have: the path's state, or `draining` where an operator wants that of a path
    /// that lives.
    [[nodiscard]] hw_tunnel_state wanted_state(TunnelId tunnel, health::PathState path) const;

    const Config& config_;
    const TunnelIndex& tunnels_;
    DataPlane& data_plane_;
    Listener listener_;
    HealthService health_;
    std::set<TunnelId> adopted_;  ///< carried by SAs of an earlier run when we started
    std::set<TunnelId> known_;    ///< to health_
    std::set<TunnelId> draining_;
};

}  // namespace hawser::loader
