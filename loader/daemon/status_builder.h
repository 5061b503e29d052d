// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "loader/control/status.h"
#include "loader/daemon/daemon.h"

namespace hawser::loader {

/// What `hawser status` shows, as of now. Reads the pins and counters of the maps; where they cannot be read
/// they count as zero.
[[nodiscard]] Status build_status(const Daemon& daemon);

}  // namespace hawser::loader
