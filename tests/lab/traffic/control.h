// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "tests/lab/traffic/endpoint.h"

namespace hawser::traffic {

/// A command's words, the first one being its name.
using Words = std::vector<std::string>;

[[nodiscard]] Words split_words(const std::string& line);

/// A listening Unix socket that takes one command a connection: a line in, the answer out, then it is closed.
/// Commands are rare and their senders local, so a connection is served at once and to its end.
class Control {
 public:
    using Handler = std::function<std::string(const Words&)>;

    /// `path` is replaced if it exists.
    [[nodiscard]] static Result<Control> listen(const std::string& path, Handler handler);
    [[nodiscard]] int descriptor() const { return socket_.get(); }
    /// Serves the connection that is waiting.
    void serve();

 private:
    Control(Descriptor socket, Handler handler) : socket_(std::move(socket)), handler_(std::move(handler)) {}

    Descriptor socket_;
    Handler handler_;
};

/// Writes a file so that a reader sees all of it or nothing.
[[nodiscard]] Result<void> write_whole(const std::string& path, const std::string& content);

}  // namespace hawser::traffic
