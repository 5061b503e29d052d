// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <map>
#include <set>
#include <string>

#include "base/ids.h"
#include "health/monitor.h"
#include "loader/daemon/tunnel_index.h"
#include "loader/net/alarm.h"
#include "loader/net/probe_sockets.h"

namespace hawser::loader {

/// The path monitors with their sockets and their clock.
class HealthService {
 public:
    using Changed = std::function<void(const health::StateChanged&)>;

    /// `cookie`: random for each run.
    HealthService(boost::asio::io_context& loop, uint64_t cookie, Changed changed);

    Result<void> open() { return sockets_.open(); }

    /// Adds the tunnel's path or updates it. `source` is what its probes come from.
    void configure(const TunnelEntry& entry, const std::optional<IpAddress>& source, unsigned ifindex);
    /// The data plane already carries this tunnel in `state`: it is judged from there on, not from `down`, so
    /// that a restart of the daemon moves no flow. After set_link and set_ike.
    void adopt(TunnelId tunnel, health::PathState state);
    void set_link(TunnelId tunnel, bool up, const std::string& reason);
    void set_ike(TunnelId tunnel, bool up, const std::string& reason);

    /// The tunnel must have been configured.
    [[nodiscard]] health::PathStatus status(TunnelId tunnel) const;

 private:
    void received(const IcmpDatagram& datagram);
    void settle();

    Changed changed_;
    health::Monitor monitor_;
    ProbeSockets sockets_;
    Alarm alarm_;
    std::map<unsigned, TunnelId> by_ifindex_;
};

}  // namespace hawser::loader
