// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "maps-tool/maps.h"
#include "maps-tool/options.h"
#include "maps-tool/output.h"
#include "maps-tool/report.h"

namespace hawser::maps {

/// A command whose words have been understood: it reports once, or writes as it goes.
struct Command {
    std::function<Result<Report>(const Maps&)> report;               ///< empty: `stream` is there
    std::function<Result<void>(const Maps&, const Output&)> stream;  ///< empty: `report` is there
};

/// Words may be cut short as long as they mean one thing: `fl l` is `flow list`. The error is one of usage.
[[nodiscard]] Result<Command> parse_command(const Options& options);

/// The grammar, as `help` prints it.
[[nodiscard]] std::string commands_help();

/// Each command as it is written: `flow list`.
[[nodiscard]] std::vector<std::string> command_names();

}  // namespace hawser::maps
