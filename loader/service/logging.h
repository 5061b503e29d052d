// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <string>

namespace hawser::loader {

/// The log goes to standard error: for the journal each line with its priority before it (sd-daemon(3)) and
/// without a time, which the journal has; else for a terminal. `level` is a word of spdlog's.
void start_logging(const std::string& level, bool for_journal);

}  // namespace hawser::loader
