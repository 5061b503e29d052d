// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <map>
#include <string>

#include "base/ids.h"
#include "loader/bpf/map_port.h"
#include "loader/daemon/tunnel_index.h"
#include "loader/net/alarm.h"

namespace hawser::loader {

/// Which tunnels the programs have stopped using by themselves, because answered flows send by them and
/// nothing comes back. Logged when it begins and when it ends.
class SilenceWatch {
 public:
    static constexpr Duration kInterval = std::chrono::seconds(1);

    SilenceWatch(boost::asio::io_context& loop, MapPort& maps, const TunnelIndex& tunnels);

    void start();
    /// Reads the maps once; start() does it again and again.
    void look();

    /// Why the programs do not use the tunnel, as a sentence without full stop; empty where they do.
    [[nodiscard]] std::string reason(TunnelId tunnel) const;

 private:
    MapPort& maps_;
    const TunnelIndex& tunnels_;
    std::map<TunnelId, uint64_t> suspect_since_;  ///< CLOCK_MONOTONIC, ns
    Alarm alarm_;
};

}  // namespace hawser::loader
