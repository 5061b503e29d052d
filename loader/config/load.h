// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "loader/config/config.h"
#include "loader/config/diagnostic.h"
#include "loader/config/interface_lookup.h"

namespace hawser::loader {

struct LoadOutcome {
    /// Absent where there is an error among the diagnostics.
    std::optional<Config> config;
    /// Errors and warnings in the order of the file.
    std::vector<Diagnostic> diagnostics;
};

/// Reads and checks a configuration file and the key files that it names. Every problem is collected; nothing
/// is logged or printed.
[[nodiscard]] LoadOutcome load_config(const std::string& path, const InterfaceLookup& lookup);

/// The same for text that was read from `path`, which places messages and relative key files.
[[nodiscard]] LoadOutcome parse_config(const std::string& text, const std::string& path,
                                       const InterfaceLookup& lookup);

/// Gives tunnels and peers of `next` the ids that those of the same name have in `running`, so that a reload
/// leaves unchanged ones alone; others take ids that neither has.
void keep_ids(Config& next, const Config& running);

}  // namespace hawser::loader
