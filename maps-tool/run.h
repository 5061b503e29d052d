// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <ostream>
#include <span>
#include <string>

namespace hawser::maps {

enum ExitStatus : int { kFine = 0, kFailed = 1, kUsage = 2 };

/// The whole program but for the process around it. `arguments` without the program's name; `now_ns` by
/// CLOCK_MONOTONIC.
[[nodiscard]] int run(std::span<const std::string> arguments, uint64_t now_ns, std::ostream& out,
                      std::ostream& err);

}  // namespace hawser::maps
