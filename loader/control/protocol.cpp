// SPDX-License-Identifier: BSD-2-Clause
#include "loader/control/protocol.h"

namespace hawser::loader {

nlohmann::json control_error(const std::string& error, const std::string& hint) {
    nlohmann::json answer = {{"ok", false}, {"error", error}};
    if (!hint.empty()) answer["hint"] = hint;
    return answer;
}

std::string to_line(const nlohmann::json& message) {
    return message.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace hawser::loader
