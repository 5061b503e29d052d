// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "loader/config/config.h"
#include "loader/control/event.h"
#include "loader/daemon/data_plane.h"
#include "loader/daemon/health_service.h"
#include "loader/daemon/kernel_view.h"
#include "loader/daemon/negotiations.h"
#include "loader/daemon/path_policy.h"
#include "loader/daemon/tunnel_index.h"
#include "loader/net/alarm.h"

namespace hawser::loader {

/// Brings the paths' health and what operators want of tunnels together into the states that the data plane
/// goes by.
class PathKeeper {
 public:
    /// Policies that go by loss, delay or jitter look so often.
    static constexpr Duration kWatchInterval = std::chrono::seconds(1);

    struct Listener {
        /// A tunnel's state is another one. The tunnel's names are not in the event yet.
        std::function<void(TunnelId, ControlEvent event)> happened;
        /// After the path's state has changed: whether the data plane has taken it.
        std::function<void(TunnelId, const Result<void>& written)> state_written;
        /// The policy has made other choices: the maps are to be written.
        std::function<Result<void>()> choices_changed;
    };

    /// `cookie`: random for each run. The others must outlive it.
    PathKeeper(boost::asio::io_context& loop, uint64_t cookie, const Config& config,
               const TunnelIndex& tunnels, DataPlane& data_plane, PathPolicy& policy,
               InnerQuestions questions, Listener listener);

    Result<void> open() { return health_.open(); }
    /// SAs of an earlier run carry the tunnel, and the maps say in which state. Before the first look().
    void adopt(TunnelId tunnel);
    /// It is not configured any more.
    void forget(TunnelId tunnel);
    /// What probes and links depend on, as the kernel has it now.
    void look(const KernelView& view, const std::vector<UplinkState>& uplinks,
              const Negotiations& negotiations);
    /// Mends what the maps have otherwise.
    Result<void> write_states();

    void ike_changed(TunnelId tunnel, bool carries, const std::string& reason);
    /// See IkeService::Listener::heard.
    void ike_heard(TunnelId tunnel) { health_.ike_heard(tunnel); }
    /// An operator's wish: draining tunnels keep their flows and take no new ones. It is kept in the maps, so
    /// that it outlives the daemon. Fails if a map cannot be written.
    Result<void> drain(const std::vector<TunnelId>& tunnels, bool wanted);
    /// Likewise for the tiers of peers.
    Result<void> set_failover(const std::vector<const PeerConfig*>& peers, policy::FailoverWish wish);
    /// Absent before the tunnel has been looked at.
    [[nodiscard]] std::optional<health::PathStatus> status(TunnelId tunnel) const;

    [[nodiscard]] const HealthService& health() const { return health_; }

 private:
    /// Asks outside the tunnels where the configuration wants it.
    void watch(const UplinkState& uplink);
    void look_at(const TunnelEntry& entry, const KernelView& view, const UplinkState& uplink,
                 const Negotiations& negotiations);
    void look_at_external(const TunnelEntry& entry, const Link* link);
    void path_changed(const health::StateChanged& change);
    /// Lets the policy judge the peer anew, and writes what that changes.
    void follow_policy(const PeerConfig& peer);
    void watch_paths();
    Result<void> write_state(TunnelId tunnel);
    Result<void> write_states_of(const PeerConfig& peer);

    const Config& config_;
    const TunnelIndex& tunnels_;
    DataPlane& data_plane_;
    PathPolicy& policy_;
    Listener listener_;
    HealthService health_;
    std::set<TunnelId> adopted_;  ///< carried by SAs of an earlier run when we started
    std::set<TunnelId> known_;    ///< to health_
    Alarm watch_;                 ///< for policies that go by what is known only as time passes
    bool watching_ = false;
};

}  // namespace hawser::loader
