// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "loader/control/control_session.h"
#include "loader/control/protocol.h"

namespace hawser::loader {

/// Listens on a Unix socket of mode 0660, of group `hawser` where there is one, and asks the kernel besides
/// who connects: root, who runs the daemon, and that group. Takes the socket file away when it is destroyed,
/// and closes its connections.
class ControlServer {
 public:
    /// A socket file on which nobody answers is replaced; one on which somebody does, and any other file, is
    /// an error. `loop` must outlive the server.
    static Result<std::unique_ptr<ControlServer>> open(boost::asio::io_context& loop, const std::string& path,
                                                       ControlHandler handler,
                                                       const ControlLimits& limits = {});
    ~ControlServer();
    ControlServer(const ControlServer&) = delete;
    ControlServer& operator=(const ControlServer&) = delete;

    /// Connections that are open now.
    [[nodiscard]] size_t clients() const;

 private:
    using Acceptor = boost::asio::local::stream_protocol::acceptor;
    ControlServer(Acceptor acceptor, std::string path, ControlHandler handler, const ControlLimits& limits);
    void accept();
    void admit(ControlSession::Socket socket);
    /// Says why, and closes it.
    static void send_away(ControlSession::Socket socket, const nlohmann::json& answer);

    Acceptor acceptor_;
    boost::asio::steady_timer pause_;
    std::string path_;
    std::shared_ptr<const ControlHandler> handler_;
    ControlLimits limits_;
    std::vector<std::weak_ptr<ControlSession>> sessions_;
};

}  // namespace hawser::loader
