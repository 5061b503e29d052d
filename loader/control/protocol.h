// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

// The control socket: one JSON object a line is a request, `{"command":"status"}`; one line answers it,
// `{"ok":true,"status":{...}}` or `{"ok":false,"error":"...","hint":"..."}`. A connection may carry many,
// until an answer makes it a stream: from then on the daemon sends lines as things happen, and the client
// nothing.

namespace hawser::loader {

struct ControlLimits {
    size_t request_bytes = 64 * 1024;
    size_t clients = 16;
    /// Of a stream's lines that a client has not taken yet; then it is closed.
    size_t stream_bytes = 256 * 1024;
    /// For a request to come whole and for its answer to be taken; then the connection is closed.
    std::chrono::milliseconds patience = std::chrono::seconds(10);
};

/// Takes a line of a stream. Never blocks: a client that is too slow is closed.
using ControlSink = std::function<void(const nlohmann::json& line)>;

struct ControlAnswer {
    ControlAnswer(nlohmann::json answer) : line(std::move(answer)) {}  // NOLINT: implicit
    nlohmann::json line;
    /// Set where lines follow the answer: begins the stream, and is kept by the connection until its end.
    std::function<std::shared_ptr<void>(ControlSink sink)> stream;
};

/// Answers one request. Runs in the daemon's loop, so it must not block.
using ControlHandler = std::function<ControlAnswer(const nlohmann::json& request)>;

/// `{"ok":false,"error":...}`, with a hint where there is one.
[[nodiscard]] nlohmann::json control_error(const std::string& error, const std::string& hint = {});

/// One line with its end; text that is not UTF-8 is replaced, because it may come from a peer's identity.
[[nodiscard]] std::string to_line(const nlohmann::json& message);

}  // namespace hawser::loader
