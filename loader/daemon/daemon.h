// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <boost/asio/io_context.hpp>
#include <string>

#include "base/random.h"
#include "loader/config/config.h"
#include "loader/control/event_log.h"
#include "loader/daemon/data_plane.h"
#include "loader/daemon/endpoint_names.h"
#include "loader/daemon/ike_service.h"
#include "loader/daemon/kernel_ports.h"
#include "loader/daemon/kernel_watch.h"
#include "loader/daemon/load_meter.h"
#include "loader/daemon/negotiations.h"
#include "loader/daemon/path_keeper.h"
#include "loader/daemon/path_policy.h"
#include "loader/daemon/pin_sweeper.h"
#include "loader/daemon/reconciler.h"
#include "loader/daemon/reloader.h"
#include "loader/daemon/revival_service.h"
#include "loader/daemon/rounds.h"
#include "loader/daemon/sa_installer.h"
#include "loader/daemon/sa_watch.h"
#include "loader/daemon/silence_watch.h"
#include "loader/daemon/traffic_watch.h"
#include "loader/daemon/tunnel_index.h"

namespace hawser::loader {

/// Puts the rooms together: configuration, kernel events and probe results come in here, desired state goes
/// out, and what the kernel has not taken is tried again. What is done is in the services.
class Daemon {
 public:
    Daemon(boost::asio::io_context& loop, Config config, KernelPorts ports, RandomSource& random,
           KeyLog* key_log = nullptr, ike::EndpointOptions options = {});

    /// Fails where the kernel refuses what nothing works without. Peers' networks are guarded by then.
    Result<void> start();
    /// Leaves everything in the kernel as it is: traffic goes on.
    void stop();

    // What the status is made of, and operators' wishes go to.
    [[nodiscard]] const Config& config() const { return config_; }
    [[nodiscard]] const TunnelIndex& tunnels() const { return tunnels_; }
    [[nodiscard]] const std::vector<UplinkState>& uplinks() const { return reconciler_.uplinks(); }
    [[nodiscard]] const ForwardingDecision& forwarding() const { return reconciler_.forwarding(); }
    [[nodiscard]] const IkeService& ike() const { return ike_; }
    [[nodiscard]] IkeService& ike() { return ike_; }
    [[nodiscard]] PathKeeper& paths() { return paths_; }
    [[nodiscard]] const PathPolicy& policy() const { return policy_; }
    [[nodiscard]] const HealthService& health() const { return paths_.health(); }
    [[nodiscard]] const DataPlane& data_plane() const { return data_plane_; }
    [[nodiscard]] const PinSweep& flows() const { return sweeper_.sweep(); }
    [[nodiscard]] const SilenceWatch& silence() const { return silence_; }
    [[nodiscard]] MapPort& maps() const { return ports_.maps; }
    [[nodiscard]] OuterPort& outers() const { return ports_.outers; }
    [[nodiscard]] const XdpService& xdp() const { return reconciler_.xdp(); }
    [[nodiscard]] EventLog& events() { return log_; }
    [[nodiscard]] Reloader& reloader() { return reloader_; }

 private:
    [[nodiscard]] IkeService::Listener ike_listener();
    [[nodiscard]] InnerQuestions path_questions();
    [[nodiscard]] PathKeeper::Listener path_listener();
    Result<void> adopt();
    Result<void> reconcile();
    void child_installed(TunnelId tunnel, const ike::InstallChildSa& child);
    void child_moved(TunnelId tunnel, const ike::MoveChildSa& child);
    void tell_maps(TunnelId tunnel, Negotiations::Urgent what);
    void take_load(const std::map<std::string, policy::UplinkLoad>& uplinks);
    void state_written(TunnelId tunnel, const Result<void>& written);
    void begin_anew(const TunnelEntry& entry);
    void names_changed();
    /// For `hawser events`.
    void note(TunnelId tunnel, ControlEvent event);

    Config config_;
    KernelPorts ports_;
    EventLog log_;
    TunnelIndex tunnels_;
    DataPlane data_plane_;
    Negotiations negotiations_;
    PathPolicy policy_;
    Reconciler reconciler_;
    SaInstaller sas_;
    IkeService ike_;
    SaWatch sa_watch_;
    TrafficWatch traffic_;
    PathKeeper paths_;
    LoadMeter load_meter_;
    EndpointNames names_;
    RevivalService revival_;
    PinSweeper sweeper_;
    SilenceWatch silence_;
    Rounds rounds_;
    KernelWatch kernel_watch_;
    Reloader reloader_;
};

}  // namespace hawser::loader
