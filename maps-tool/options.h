// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace hawser::maps {

/// An option that belongs to some commands only.
struct CommandOption {
    std::string name;   ///< `--tunnel`
    std::string value;  ///< empty where it takes none
};

/// What was asked for on the command line.
struct Options {
    bool json = false;
    bool pretty = false;  ///< implies json, as in bpftool
    bool help = false;
    bool version = false;
    std::string pin_dir;
    std::vector<std::string> words;  ///< the command and its arguments
    std::vector<CommandOption> of_command;
};

/// Options may stand anywhere before `--`. The error is one of usage.
[[nodiscard]] Result<Options> parse_options(std::span<const std::string> arguments);

/// The lines of `help` about the options that every command has.
[[nodiscard]] std::string options_help();

/// Every option that there is: `--json`.
[[nodiscard]] std::vector<std::string> option_names();

}  // namespace hawser::maps
