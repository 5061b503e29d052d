// SPDX-License-Identifier: BSD-2-Clause
#include "loader/control/control_server.h"

#include <unistd.h>

#include <algorithm>

#include "loader/control/listening_socket.h"
#include "loader/control/peer_user.h"

namespace hawser::loader {

namespace asio = boost::asio;
using boost::system::error_code;

Result<std::unique_ptr<ControlServer>> ControlServer::open(asio::io_context& loop, const std::string& path,
                                                           ControlHandler handler,
                                                           const ControlLimits& limits) {
    auto fd = open_listening_socket(path);
    if (!fd) return fd.error();
    Acceptor acceptor(loop);
    error_code failure;
    acceptor.assign(asio::local::stream_protocol(), *fd, failure);
    if (failure) {
        ::close(*fd);
        return Error::system("watching the control socket " + path, failure.value());
    }
    std::unique_ptr<ControlServer> server(
        new ControlServer(std::move(acceptor), path, std::move(handler), limits));
    server->accept();
    return server;
}

ControlServer::ControlServer(Acceptor acceptor, std::string path, ControlHandler handler,
                             const ControlLimits& limits)
    : acceptor_(std::move(acceptor)),
      pause_(acceptor_.get_executor()),
      path_(std::move(path)),
      handler_(std::make_shared<const ControlHandler>(std::move(handler))),
      limits_(limits) {}

ControlServer::~ControlServer() {
    error_code ignored;
    acceptor_.close(ignored);
    ::unlink(path_.c_str());
    for (const auto& weak : sessions_) {
        if (const auto session = weak.lock()) session->close();
    }
}

size_t ControlServer::clients() const {
    return static_cast<size_t>(std::count_if(sessions_.begin(), sessions_.end(),
                                             [](const auto& session) { return !session.expired(); }));
}

void ControlServer::accept() {
    acceptor_.async_accept([this](error_code failure, ControlSession::Socket socket) {
        // Cancelled by the destructor: `this` is gone.
        if (failure == asio::error::operation_aborted) return;
        if (!failure) {
            admit(std::move(socket));
            accept();
            return;
        }
        // Out of descriptors: the connection stays in the backlog, and asking again at once would spin.
        pause_.expires_after(std::chrono::seconds(1));
        pause_.async_wait([this](error_code cancelled) {
            if (!cancelled) accept();
        });
    });
}

void ControlServer::admit(ControlSession::Socket socket) {
    std::erase_if(sessions_, [](const auto& session) { return session.expired(); });
    const auto user = peer_user(socket.native_handle());
    if (!user || !user->may_control(::geteuid(), control_group())) {
        send_away(std::move(socket), control_error("only root and the group hawser may use this socket"));
        return;
    }
    if (sessions_.size() >= limits_.clients) {
        send_away(std::move(socket), control_error("too many clients", "try again in a few seconds"));
        return;
    }
    const auto session = std::make_shared<ControlSession>(std::move(socket), handler_, limits_);
    sessions_.push_back(session);
    session->start();
}

void ControlServer::send_away(ControlSession::Socket socket, const nlohmann::json& answer) {
    error_code ignored;
    socket.non_blocking(true, ignored);
    const std::string line = to_line(answer);
    socket.send(asio::buffer(line), 0, ignored);
}

}  // namespace hawser::loader
