// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <map>
#include <string>

#include "loader/daemon/kernel_view.h"
#include "loader/kernel/link_port.h"
#include "loader/net/alarm.h"
#include "policy/load_weights.h"

namespace hawser::loader {

/// Reads the counters of the uplinks' interfaces once a second, where a peer's weights follow their load.
class LoadMeter {
 public:
    using Measured = std::function<void(const std::map<std::string, policy::UplinkLoad>& uplinks)>;
    static constexpr Duration kInterval = std::chrono::seconds(1);

    /// The port outlives it.
    LoadMeter(boost::asio::io_context& loop, LinkPort& links, Measured measured);

    /// As the uplinks are now; reads on while a peer of the configuration wants it.
    void look(const Config& config, const std::vector<UplinkState>& uplinks);
    /// One reading; an uplink without an interface, or whose counters cannot be read, is left out.
    void read();

 private:
    struct Uplink {
        int ifindex = 0;
        uint64_t bandwidth = 0;
        uint64_t download = 0;
    };

    LinkPort& links_;
    Measured measured_;
    Alarm alarm_;
    bool running_ = false;
    std::map<std::string, Uplink> uplinks_;
};

}  // namespace hawser::loader
