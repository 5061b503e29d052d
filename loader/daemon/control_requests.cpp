// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/control_requests.h"

#include <algorithm>
#include <array>
#include <string>

#include "loader/daemon/commands/answers.h"

namespace hawser::loader {
namespace {

struct ControlCommand {
    std::string_view name;
    ControlAnswer (*answer)(Daemon& daemon, const nlohmann::json& request);
};

constexpr std::array kCommands{
    ControlCommand{"status", answer_status},
    ControlCommand{"sas", answer_sas},
    ControlCommand{"events", answer_events},
    ControlCommand{"drain", answer_drain},
    ControlCommand{"undrain", answer_undrain},
    ControlCommand{"failover", answer_failover},
    ControlCommand{"rekey", answer_rekey},
    ControlCommand{"reload", answer_reload},
    ControlCommand{"reload-credentials", answer_reload_credentials},
};

}  // namespace

ControlAnswer answer_request(Daemon& daemon, const nlohmann::json& request) {
    const auto command = request.find("command");
    if (command == request.end() || !command->is_string()) {
        return control_error("the request has no command", R"(send {"command": "status"})");
    }
    const auto name = command->get<std::string>();
    const auto found = std::find_if(kCommands.begin(), kCommands.end(),
                                    [&](const ControlCommand& each) { return each.name == name; });
    if (found == kCommands.end()) return control_error("unknown command '" + name + "'");
    return found->answer(daemon, request);
}

std::vector<std::string_view> control_commands() {
    std::vector<std::string_view> names;
    for (const ControlCommand& command : kCommands)
        names.push_back(command.name);
    return names;
}

}  // namespace hawser::loader
