// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <chrono>

namespace hawser {

using Duration = std::chrono::nanoseconds;

/// A clock without a `now()`: rooms that do no I/O are told the time, so that tests can run them on a virtual
/// one. The daemon fills it from CLOCK_BOOTTIME, which goes on while the machine sleeps as SA lifetimes do.
struct Clock {
    using duration = Duration;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<Clock, duration>;
    static constexpr bool is_steady = true;
};

using TimePoint = Clock::time_point;

}  // namespace hawser
