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

}  // namespace hawser::loader
