// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

#include "loader/control/protocol.h"
#include "loader/daemon/daemon.h"

namespace hawser::loader {

/// The daemon's answer to one request of the control socket: `{"command": "status"}`, and what else
/// docs/control.md says.
[[nodiscard]] ControlAnswer answer_request(Daemon& daemon, const nlohmann::json& request);

/// The names of all commands.
[[nodiscard]] std::vector<std::string_view> control_commands();

}  // namespace hawser::loader
