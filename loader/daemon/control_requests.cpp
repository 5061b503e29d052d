// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/control_requests.h"

#include <string>

#include "loader/control/protocol.h"
#include "loader/daemon/status_builder.h"

namespace hawser::loader {

nlohmann::json answer_request(const Daemon& daemon, const nlohmann::json& request) {
    const auto command = request.find("command");
    if (command == request.end() || !command->is_string()) {
        return control_error("the request has no command", R"(send {"command": "status"})");
    }
    if (*command == "status") {
        return {{"ok", true}, {"status", nlohmann::json(to_json(build_status(daemon)))}};
    }
    return control_error("unknown command '" + command->get<std::string>() + "'");
}

}  // namespace hawser::loader
