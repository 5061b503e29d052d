// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <functional>
#include <ostream>

namespace hawser::maps {

/// Where a command that goes on for long writes to, how, and when it has to end.
struct Output {
    std::ostream& out;
    bool json = false;
    bool pretty = false;
    /// True once the process has been told to end.
    std::function<bool()> stop;
};

}  // namespace hawser::maps
