// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>

// The control socket: one JSON object a line is a request, `{"command":"status"}`; one line answers it,
// `{"ok":true,"status":{...}}` or `{"ok":false,"error":"...","hint":"..."}`. A connection may carry many.

namespace hawser::loader {

struct ControlLimits {
    size_t request_bytes = 64 * 1024;
    size_t clients = 16;
    /// For a request to come whole and for its answer to be taken; then the connection is closed.
    std::chrono::milliseconds patience = std::chrono::seconds(10);
};

/// Answers one request. Runs in the daemon's loop, so it must not block.
using ControlHandler = std::function<nlohmann::json(const nlohmann::json& request)>;

/// `{"ok":false,"error":...}`, with a hint where there is one.
[[nodiscard]] nlohmann::json control_error(const std::string& error, const std::string& hint = {});

/// One line with its end; text that is not UTF-8 is replaced, because it may come from a peer's identity.
[[nodiscard]] std::string to_line(const nlohmann::json& message);

}  // namespace hawser::loader
