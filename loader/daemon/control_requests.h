// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <nlohmann/json.hpp>

#include "loader/control/protocol.h"
#include "loader/daemon/daemon.h"

namespace hawser::loader {

/// The daemon's answer to one request of the control socket: `{"command": "status"}`, or `drain` and
/// `undrain` with
/// `"tunnel": NAME`.
[[nodiscard]] nlohmann::json answer_request(Daemon& daemon, const nlohmann::json& request);
/// The same, and `events`, which may go on as a stream.
[[nodiscard]] ControlAnswer answer_or_stream(Daemon& daemon, const nlohmann::json& request);

}  // namespace hawser::loader
