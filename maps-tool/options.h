// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace hawser::maps {

/// What was asked for on the command line.
struct Options {
    bool json = false;
    bool pretty = false;  ///< implies json, as in bpftool
    bool help = false;
    bool version = false;
    std::string pin_dir;
    std::vector<std::string> words;  ///< the command and its arguments
};

/// Options may stand anywhere before `--`. The error is one of usage.
[[nodiscard]] Result<Options> parse_options(std::span<const std::string> arguments);

/// The lines of `help` about the options.
[[nodiscard]] std::string options_help();

}  // namespace hawser::maps
