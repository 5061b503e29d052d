// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/clock.h"

namespace hawser::loader {

/// The time by CLOCK_BOOTTIME, for every room that is told the time.
[[nodiscard]] TimePoint system_now();

}  // namespace hawser::loader
