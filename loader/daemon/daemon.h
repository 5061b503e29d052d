// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "base/random.h"
#include "loader/bpf/map_port.h"
#include "loader/bpf/program_port.h"
#include "loader/config/config.h"
#include "loader/control/event_log.h"
#include "loader/daemon/data_plane.h"
#include "loader/daemon/expiry_watch.h"
#include "loader/daemon/forwarding_watch.h"
#include "loader/daemon/health_service.h"
#include "loader/daemon/ike_service.h"
#include "loader/daemon/kernel_view.h"
#include "loader/daemon/network_setup.h"
#include "loader/daemon/outer_service.h"
#include "loader/daemon/pin_sweeper.h"
#include "loader/daemon/sa_installer.h"
#include "loader/daemon/silence_watch.h"
#include "loader/daemon/stamp_service.h"
#include "loader/daemon/tunnel_index.h"
#include "loader/daemon/xdp_service.h"
#include "loader/kernel/kernel.h"
#include "loader/net/alarm.h"
#include "loader/plan/forwarding.h"

namespace hawser::loader {

/// The kernel as the daemon sees it. The ports outlive the daemon.
struct KernelPorts {
    XfrmPort& xfrm;
    LinkPort& links;
    RoutePort& routes;
    EventPort& events;
    ExpiryPort& expiries;
    SysctlPort& sysctl;
    MapPort& maps;
    ProgramPort& programs;
    OuterPort& outers;
    XdpPort& xdp;
};

/// Puts the rooms together: configuration, kernel events and probe results come in here, desired state goes
/// out, and what the kernel has not taken is tried again.
class Daemon {
 public:
    /// Even if nothing is heard of the kernel, everything is looked at this often: others delete routes and
    /// rules.
    static constexpr Duration kReconcileInterval = std::chrono::seconds(10);
    /// What follows from a new Child SA and is not urgent waits a moment: the answers of other tunnels'
    /// negotiations come first, and one look is enough for all of them.
    static constexpr Duration kReconcileAfterInstall = std::chrono::milliseconds(50);
    /// After a failure the next attempt comes sooner.
    static constexpr Duration kRetryInterval = std::chrono::seconds(1);

    Daemon(boost::asio::io_context& loop, const Config& config, KernelPorts ports, RandomSource& random,
           KeyLog* key_log = nullptr, ike::EndpointOptions options = {});

    /// Fails where the kernel refuses what nothing works without. Peers' networks are guarded by then.
    Result<void> start();
    /// Leaves everything in the kernel as it is: traffic goes on.
    void stop();
    /// An operator's wish: a draining tunnel keeps its flows and takes no new ones. It is kept in the maps,
    /// so that it outlives the daemon. Fails if the map cannot be written.
    Result<void> drain(TunnelId tunnel, bool wanted);

    // What the status is made of.
    [[nodiscard]] const Config& config() const { return config_; }
    [[nodiscard]] const TunnelIndex& tunnels() const { return tunnels_; }
    [[nodiscard]] const std::vector<UplinkState>& uplinks() const { return uplinks_; }
    [[nodiscard]] const ForwardingDecision& forwarding() const { return forwarding_.decision(); }
    [[nodiscard]] const IkeService& ike() const { return ike_; }
    [[nodiscard]] IkeService& ike() { return ike_; }
    [[nodiscard]] const HealthService& health() const { return health_; }
    [[nodiscard]] const DataPlane& data_plane() const { return data_plane_; }
    [[nodiscard]] const PinSweep& flows() const { return sweeper_.sweep(); }
    [[nodiscard]] const SilenceWatch& silence() const { return silence_; }
    [[nodiscard]] MapPort& maps() const { return ports_.maps; }
    [[nodiscard]] OuterPort& outers() const { return ports_.outers; }
    [[nodiscard]] const XdpService& xdp() const { return xdp_; }
    [[nodiscard]] EventLog& events() { return log_; }

 private:
    /// Of a tunnel's newest Child SA: what its MTU follows from.
    struct ChildFacts {
        bool udp_encap = false;
        EspAlgorithm algorithm = EspAlgorithm::kAesGcm16;
    };

    Result<void> adopt();
    Result<void> reconcile();
    Result<void> reconcile_interfaces();
    Result<void> reconcile_maps();
    void reconcile_paths();
    void reconcile_states();
    void reconcile_stamp();
    /// What the data plane is to have: the path's state, or `draining` where an operator wants that of a path
    /// that lives.
    [[nodiscard]] hw_tunnel_state wanted_state(TunnelId tunnel, health::PathState path) const;
    void run_reconcile();
    void reconcile_soon();
    /// At that time, or earlier if that was wanted already.
    void reconcile_by(TimePoint at);
    [[nodiscard]] TunnelMtus mtus() const;
    /// One map write where the firewall's rules ask for the other mode.
    void follow_firewall();
    void watch_events();
    void take_events();
    void child_installed(TunnelId tunnel, const ike::InstallChildSa& child);
    void child_moved(TunnelId tunnel, const ike::MoveChildSa& child);
    /// The maps already let the tunnel's traffic in and out as has been agreed now.
    [[nodiscard]] bool lets_pass(TunnelId tunnel, const NegotiatedTunnel& agreed) const;
    void ike_changed(TunnelId tunnel, bool carries, const std::string& reason);
    void path_changed(const health::StateChanged& change);
    /// For `hawser events`.
    void note(TunnelId tunnel, ControlEvent event);
    void report(const Result<void>& outcome);

    const Config& config_;
    KernelPorts ports_;
    RandomSource& random_;
    EventLog log_;
    TunnelIndex tunnels_;
    NetworkSetup network_;
    DataPlane data_plane_;
    OuterService outer_;
    XdpService xdp_;
    SaInstaller sas_;
    IkeService ike_;
    ExpiryWatch expiries_;
    HealthService health_;
    ForwardingWatch forwarding_;
    PinSweeper sweeper_;
    SilenceWatch silence_;
    StampService stamp_;
    Alarm reconcile_alarm_;
    std::optional<TimePoint> reconcile_at_;
    boost::asio::posix::stream_descriptor events_;

    KernelView view_;
    std::vector<UplinkState> uplinks_;
    Negotiated negotiated_;
    std::map<TunnelId, ChildFacts> children_;
    std::set<TunnelId> adopted_;  ///< carried by SAs of an earlier run when we started
    std::set<TunnelId> known_to_health_;
    std::set<TunnelId> draining_;
    std::string last_trouble_;
};

}  // namespace hawser::loader
