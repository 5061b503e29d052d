// SPDX-License-Identifier: BSD-2-Clause
#include "loader/net/system_clock.h"

#include <time.h>

#include "base/check.h"

namespace hawser::loader {

TimePoint system_now() {
    timespec now{};
    HAWSER_CHECK(clock_gettime(CLOCK_BOOTTIME, &now) == 0, "a kernel without CLOCK_BOOTTIME");
    return TimePoint(std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec));
}

std::chrono::sys_seconds calendar_now() {
    return std::chrono::time_point_cast<std::chrono::seconds>(std::chrono::system_clock::now());
}

std::chrono::sys_time<std::chrono::milliseconds> calendar_now_ms() {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

}  // namespace hawser::loader
