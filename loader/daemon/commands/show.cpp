// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/commands/answers.h"
#include "loader/daemon/commands/names.h"
#include "loader/daemon/status_builder.h"

namespace hawser::loader {

ControlAnswer answer_status(Daemon& daemon, const nlohmann::json&) {
    return nlohmann::json{{"ok", true}, {"status", nlohmann::json(to_json(build_status(daemon)))}};
}

ControlAnswer answer_sas(Daemon& daemon, const nlohmann::json& request) {
    const std::string name = request.value("name", "");
    if (!name.empty() && !is_name(daemon, name)) return no_such_name(name);
    return nlohmann::json{{"ok", true}, {"sas", nlohmann::json(to_json(build_sas(daemon, name)))}};
}

}  // namespace hawser::loader
