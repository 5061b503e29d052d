// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace hawser::loader {

/// Exit statuses of `hawser`.
enum ExitStatus : int { kFine = 0, kError = 1, kUsage = 2, kDegraded = 3 };

struct ClientOptions {
    std::string command;
    std::vector<std::string> arguments;  ///< after the command
    std::string socket;
    std::string config = "/etc/hawser/hawser.toml";  ///< what doctor reads
    bool follow = false;
    std::optional<unsigned> last;  ///< so many events
    std::string since;             ///< a duration; empty: not given
    std::string tag;               ///< in place of a name; empty: not given
    std::optional<unsigned> to;    ///< a tier
    bool hold = false;
    bool automatic = false;                                        ///< --auto
    bool dry_run = false;                                          ///< say what would be done, and do nothing
    std::chrono::milliseconds interval = std::chrono::seconds(1);  ///< between two looks of top
    bool json = false;
    bool pretty = false;  ///< JSON with line breaks
    bool help = false;
    bool version = false;
};

/// An error is one of usage: its text says what is wrong with the line.
[[nodiscard]] Result<ClientOptions> parse_options(const std::vector<std::string>& words);

/// What `hawser --help` prints.
[[nodiscard]] std::string usage();

}  // namespace hawser::loader
