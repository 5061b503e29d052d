// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "loader/net/alarm.h"

namespace hawser::loader {

/// When the kernel is looked at and made what it should be: now and then, soon after something has happened,
/// and again after a failure. What goes wrong is logged once, until it is something else.
class Rounds {
 public:
    /// Even if nothing is heard of the kernel, everything is looked at this often: others delete routes and
    /// rules.
    static constexpr Duration kInterval = std::chrono::seconds(10);
    /// What follows from a new Child SA and is not urgent waits a moment: the answers of other tunnels'
    /// negotiations come first, and one look is enough for all of them.
    static constexpr Duration kAfterInstall = std::chrono::milliseconds(50);
    /// After a failure the next attempt comes sooner.
    static constexpr Duration kRetryInterval = std::chrono::seconds(1);

    /// `round` is called from the loop.
    Rounds(boost::asio::io_context& loop, std::function<Result<void>()> round);

    /// The first round has been made: others follow.
    void start();
    /// At once, within this call.
    Result<void> now();
    /// As soon as the loop comes round.
    void soon();
    /// At that time, or earlier if that was wanted already.
    void by(TimePoint at);
    void report(const Result<void>& outcome);

 private:
    std::function<Result<void>()> round_;
    Alarm alarm_;
    std::optional<TimePoint> at_;
    std::string last_trouble_;
};

}  // namespace hawser::loader
