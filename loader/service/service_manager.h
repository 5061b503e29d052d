// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <string>

#include "base/clock.h"
#include "loader/net/alarm.h"

namespace hawser::loader {

/// What a service manager is told by sd_notify(3): that we are ready, that the loop still turns (its
/// watchdog), and one line for `systemctl status`. Silent where none has started us.
class ServiceManager {
 public:
    /// The line is renewed this often, or as often as the watchdog wants to hear of us.
    static constexpr Duration kInterval = std::chrono::seconds(5);

    /// `status` makes the line; it is called from the loop.
    ServiceManager(boost::asio::io_context& loop, std::function<std::string()> status);

    /// The networks are guarded, the programs attached, the control socket answers.
    void ready();
    /// From here on the watchdog waits no more than the manager's own time for stopping.
    static void stopping();

 private:
    /// An alarm of the loop itself: a loop that hangs says nothing.
    void tick();

    std::function<std::string()> status_;
    std::string last_status_;
    bool watched_ = false;
    Duration interval_ = kInterval;
    Alarm alarm_;
};

}  // namespace hawser::loader
