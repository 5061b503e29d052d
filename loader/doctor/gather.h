// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>
#include <string>

#include "loader/config/load.h"
#include "loader/control/status.h"
#include "loader/doctor/facts.h"
#include "loader/doctor/machine.h"

namespace hawser::loader::doctor {

/// Looks at everything that the checks need. `configuration` is what load_config() made of the file; `status`
/// is the daemon's, where it answered. Takes some seconds: each uplink's path is probed with pings of several
/// sizes.
[[nodiscard]] Facts gather(Machine& machine, LoadOutcome configuration, std::optional<Status> status);

/// The largest IP packet that comes back from `endpoint` when sent from `source`, at most `most` bytes;
/// absent where not even a small one does. By ping(8), with fragmentation forbidden.
[[nodiscard]] std::optional<uint32_t> probe_path_mtu(Machine& machine, const IpAddress& source,
                                                     const IpAddress& endpoint, uint32_t most);

}  // namespace hawser::loader::doctor
