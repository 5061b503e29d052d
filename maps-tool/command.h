// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <functional>
#include <span>
#include <string>

#include "base/result.h"
#include "maps-tool/maps.h"
#include "maps-tool/report.h"

namespace hawser::maps {

/// A command whose words have been understood.
using Command = std::function<Result<Report>(const Maps&)>;

/// Words may be cut short as long as they mean one thing: `fl l` is `flow list`. The error is one of usage.
[[nodiscard]] Result<Command> parse_command(std::span<const std::string> words);

/// The grammar, as `help` prints it.
[[nodiscard]] std::string commands_help();

}  // namespace hawser::maps
