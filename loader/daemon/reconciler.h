// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "loader/config/config.h"
#include "loader/daemon/data_plane.h"
#include "loader/daemon/forwarding_watch.h"
#include "loader/daemon/kernel_ports.h"
#include "loader/daemon/kernel_view.h"
#include "loader/daemon/negotiations.h"
#include "loader/daemon/network_setup.h"
#include "loader/daemon/outer_service.h"
#include "loader/daemon/path_policy.h"
#include "loader/daemon/stamp_service.h"
#include "loader/daemon/tunnel_index.h"
#include "loader/daemon/xdp_service.h"

namespace hawser::loader {

/// Looks at the kernel and makes of it what the configuration and the negotiated SAs ask for: interfaces,
/// maps, programs, routes and rules. Every call changes what is not so yet, and nothing else.
class Reconciler {
 public:
    /// What it goes by, and where the maps and programs are. All of them outlive it.
    struct Sources {
        const Config& config;
        const TunnelIndex& tunnels;
        KernelPorts ports;
        DataPlane& data_plane;
        Negotiations& negotiations;
        RandomSource& random;
        const PathPolicy& policy;
    };

    /// `firewall_changed`: the firewall's rules may ask for another way of forwarding.
    Reconciler(boost::asio::io_context& loop, Sources sources, std::function<void()> firewall_changed);

    /// The unreachable routes alone, which keep peers' packets from leaving in the clear.
    Result<void> guard() { return network_.guard(sources_.config); }
    /// Listens to the firewall from here on.
    void start() { forwarding_.start(); }
    void stop();

    /// What was seen of the old configuration's uplinks is told of the new one's.
    void config_replaced();
    /// Looks anew, then interfaces, maps and programs: what tunnels need before anything is sent by them.
    Result<void> prepare();
    /// Routes, rules and how policies are found, after prepare(). A route that the kernel refuses concerns
    /// one uplink or peer; all others are there nevertheless.
    Result<void> route();
    /// The maps alone, by what was seen last.
    Result<void> write_maps();
    /// One map write where the firewall's rules ask for the other mode.
    Result<void> follow_firewall();

    /// As prepare() saw them.
    [[nodiscard]] const KernelView& view() const { return view_; }
    [[nodiscard]] const std::vector<UplinkState>& uplinks() const { return uplinks_; }
    [[nodiscard]] const ForwardingDecision& forwarding() const { return forwarding_.decision(); }
    [[nodiscard]] const XdpService& xdp() const { return xdp_; }

 private:
    Result<void> look();
    void take_externals();
    Result<void> make_interfaces();
    void serve_stamp();

    Sources sources_;
    NetworkSetup network_;
    PolicyHashKeeper policy_hash_;
    OuterService outer_;
    XdpService xdp_;
    ForwardingWatch forwarding_;
    StampService stamp_;
    KernelView view_;
    std::vector<UplinkState> uplinks_;
};

}  // namespace hawser::loader
