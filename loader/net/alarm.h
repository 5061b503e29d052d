// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <functional>
#include <optional>

#include "base/clock.h"

namespace hawser::loader {

/// Calls back at a time of CLOCK_BOOTTIME. Asio's timers run by CLOCK_MONOTONIC, which stands still while the
/// machine sleeps, and would be late by the length of the sleep.
class Alarm {
 public:
    /// `handler` is called from the loop, never from set(). It may call set(). It may not destroy the alarm.
    Alarm(boost::asio::io_context& loop, std::function<void()> handler);
    Alarm(const Alarm&) = delete;
    Alarm& operator=(const Alarm&) = delete;
    ~Alarm();

    /// Replaces the time; nullopt: no call. A time in the past: as soon as the loop comes round.
    void set(std::optional<TimePoint> at);

 private:
    void wait();
    void expired();

    boost::asio::posix::stream_descriptor timer_;
    std::function<void()> handler_;
    std::optional<TimePoint> at_;
};

}  // namespace hawser::loader
