// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <chrono>

#include "base/clock.h"

namespace hawser::loader {

/// The time by CLOCK_BOOTTIME, for every room that is told the time.
[[nodiscard]] TimePoint system_now();

/// The time of day by CLOCK_REALTIME, which may be set at any moment.
[[nodiscard]] std::chrono::sys_seconds calendar_now();
/// The same, finer, for what people read.
[[nodiscard]] std::chrono::sys_time<std::chrono::milliseconds> calendar_now_ms();

}  // namespace hawser::loader
