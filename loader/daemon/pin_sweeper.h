// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <string>

#include "loader/daemon/pin_sweep.h"
#include "loader/net/alarm.h"

namespace hawser::loader {

/// The sweep with its timer.
class PinSweeper {
 public:
    /// `config` answers what the maps have now.
    PinSweeper(boost::asio::io_context& loop, MapPort& maps, std::function<const hw_config&()> config);

    void start();
    [[nodiscard]] const PinSweep& sweep() const { return sweep_; }

 private:
    void step();

    PinSweep sweep_;
    std::function<const hw_config&()> config_;
    Alarm alarm_;
    std::string last_trouble_;
};

/// Of CLOCK_MONOTONIC, which the programs' times are of.
[[nodiscard]] uint64_t monotonic_ns();

}  // namespace hawser::loader
