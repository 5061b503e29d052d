// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <functional>
#include <ostream>
#include <span>
#include <string>

namespace hawser::maps {

enum ExitStatus : int { kFine = 0, kFailed = 1, kUsage = 2 };

/// The whole program but for the process around it. `arguments` without the program's name; `now_ns` by
/// CLOCK_MONOTONIC. `stop` is asked by commands that go on for long, before each step of theirs, and says
/// whether they have to end.
[[nodiscard]] int run(
    std::span<const std::string> arguments, uint64_t now_ns, std::ostream& out, std::ostream& err,
    const std::function<bool()>& stop = [] { return true; });

}  // namespace hawser::maps
