// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <string>
#include <vector>

#include "loader/control/sas.h"
#include "loader/control/status.h"
#include "loader/daemon/daemon.h"

namespace hawser::loader {

/// What `hawser status` shows, as of now. Reads the pins and counters of the maps; where they cannot be read
/// they count as zero.
[[nodiscard]] Status build_status(const Daemon& daemon);

/// What `hawser sas` shows: the IKE SAs of one tunnel, of one peer, or all where `name` is empty.
[[nodiscard]] std::vector<NamedIke> build_sas(const Daemon& daemon, const std::string& name);

}  // namespace hawser::loader
