// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>
#include <string>

#include "base/result.h"

namespace hawser::loader {

/// What `hawserd` is asked to do.
enum class Verb {
    kRun,    ///< the daemon, in the foreground
    kCheck,  ///< read the configuration, say what is wrong with it
    kGuard,  ///< put the unreachable routes of the peers' networks there, and nothing else: for early boot
    kFlush,  ///< take every trace out of the kernel
    kHelp,
    kVersion,
};

struct Options {
    Verb verb = Verb::kRun;
    std::string config = "/etc/hawser/hawser.toml";
    /// Overrides the configuration's.
    std::string log_level;
    /// With kFlush: the unreachable routes of the peers' networks stay.
    bool keep_guard = false;
};

[[nodiscard]] Result<Options> parse_options(int argc, const char* const* argv);
[[nodiscard]] std::string help_text();

}  // namespace hawser::loader
