// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "loader/control/protocol.h"
#include "loader/daemon/daemon.h"

// The commands of the control socket, each as the table in control_requests.cpp names it: one file a group.

namespace hawser::loader {

ControlAnswer answer_status(Daemon& daemon, const nlohmann::json& request);
ControlAnswer answer_sas(Daemon& daemon, const nlohmann::json& request);
ControlAnswer answer_events(Daemon& daemon, const nlohmann::json& request);
ControlAnswer answer_drain(Daemon& daemon, const nlohmann::json& request);
ControlAnswer answer_undrain(Daemon& daemon, const nlohmann::json& request);
ControlAnswer answer_failover(Daemon& daemon, const nlohmann::json& request);
ControlAnswer answer_rekey(Daemon& daemon, const nlohmann::json& request);
ControlAnswer answer_reload(Daemon& daemon, const nlohmann::json& request);
ControlAnswer answer_reload_credentials(Daemon& daemon, const nlohmann::json& request);

}  // namespace hawser::loader
