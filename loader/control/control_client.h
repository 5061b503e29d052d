// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <chrono>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "base/result.h"

namespace hawser::loader {

/// Sends one request to the daemon and waits for its answer. Fails where nobody listens, the answer does not
/// come in time or is no JSON object; the text then says what to do. An answer with `"ok": false` is a
/// success here.
[[nodiscard]] Result<nlohmann::json> ask_daemon(
    const std::string& socket_path, const nlohmann::json& request,
    std::chrono::milliseconds patience = std::chrono::seconds(10));

/// Sends a request whose answer is followed by lines, and shows each until `on_line` returns false. Otherwise
/// it ends when the daemon does, or drops us because we read too slowly: that is an error.
[[nodiscard]] Result<void> follow_daemon(const std::string& socket_path, const nlohmann::json& request,
                                         const std::function<bool(const nlohmann::json& line)>& on_line,
                                         std::chrono::milliseconds patience = std::chrono::seconds(10));

}  // namespace hawser::loader
