// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "base/ids.h"
#include "health/monitor.h"
#include "loader/daemon/probe_ports.h"
#include "loader/daemon/tunnel_index.h"
#include "loader/daemon/uplink_watch.h"
#include "loader/net/alarm.h"
#include "loader/net/probe_sockets.h"

namespace hawser::loader {

/// The path monitors with their sockets and their clock.
class HealthService {
 public:
    using Changed = std::function<void(const health::StateChanged&)>;
    /// The gateway's own address that probes of a family come from.
    using SourceOf = std::function<std::optional<IpAddress>(Family)>;

    /// `cookie`: random for each run.
    HealthService(boost::asio::io_context& loop, uint64_t cookie, InnerQuestions questions, Changed changed);

    Result<void> open() { return sockets_.open(); }

    /// Adds the tunnel's path or updates it. `source_of` is for probes without a source of their own.
    void configure(const TunnelEntry& entry, const SourceOf& source_of, unsigned ifindex);
    /// Takes its path away, if it has one.
    void forget(TunnelId tunnel);
    /// The data plane already carries this tunnel in `state`: it is judged from there on, not from `down`, so
    /// that a restart of the daemon moves no flow. After set_link and set_ike.
    void adopt(TunnelId tunnel, health::PathState state);
    void set_link(TunnelId tunnel, bool up, const std::string& reason);
    void set_ike(TunnelId tunnel, bool up, const std::string& reason);
    /// What is asked by an uplink itself.
    void watch_uplink(const UplinkWatch::Uplink& uplink) { uplinks_.configure(uplink); }
    void forget_uplink(const std::string& uplink) { uplinks_.forget(uplink); }
    /// The peer's IKE has said something on the tunnel's IKE SA that was authentic.
    void ike_heard(TunnelId tunnel);

    /// Down, with that reason, where the tunnel has not been configured yet.
    [[nodiscard]] health::PathStatus status(TunnelId tunnel) const;

 private:
    void received(const IcmpDatagram& datagram);
    void settle();
    void uplink_told(const std::string& uplink, const std::string& sentence);
    Result<void> send(const health::SendProbe& request);

    Changed changed_;
    health::Monitor monitor_;
    ProbeSockets sockets_;
    UplinkWatch uplinks_;
    ProbePorts ports_;
    Alarm alarm_;
    std::map<unsigned, TunnelId> by_ifindex_;
    std::map<TunnelId, unsigned> ifindexes_;
    std::map<TunnelId, std::string> uplink_of_;
    std::map<std::string, std::string> said_of_uplinks_;
};

}  // namespace hawser::loader
