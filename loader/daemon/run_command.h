// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/result.h"
#include "loader/config/config.h"
#include "loader/daemon/options.h"

namespace hawser::loader {

/// The daemon, in the foreground, until SIGTERM or SIGINT. Everything stays in the kernel when it returns.
Result<void> run_daemon(Config config, const Options& options);

}  // namespace hawser::loader
