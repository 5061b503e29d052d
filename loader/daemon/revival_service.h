// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "loader/daemon/path_keeper.h"
#include "loader/daemon/revival.h"
#include "loader/daemon/tunnel_index.h"
#include "loader/net/alarm.h"

namespace hawser::loader {

/// Has a tunnel begin anew where a path is dead although its uplink lives; from the loop, and never within
/// the call that tells of the path.
class RevivalService {
 public:
    RevivalService(boost::asio::io_context& loop, RandomSource& random, const TunnelIndex& tunnels,
                   const PathKeeper& paths, std::function<void(const TunnelEntry&)> begin_anew);

    /// All paths, after the uplinks have been looked at.
    void look(const std::vector<UplinkState>& uplinks);
    /// One whose state has changed.
    void path_changed(TunnelId tunnel);
    void forget(TunnelId tunnel) { revival_.forget(tunnel); }

 private:
    void note(TunnelId tunnel);
    void run();

    const TunnelIndex& tunnels_;
    const PathKeeper& paths_;
    std::function<void(const TunnelEntry&)> begin_anew_;
    Revival revival_;
    std::set<std::string> usable_;  ///< names of uplinks
    Alarm alarm_;
};

}  // namespace hawser::loader
