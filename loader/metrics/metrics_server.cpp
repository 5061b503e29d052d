// SPDX-License-Identifier: BSD-2-Clause
#include "loader/metrics/metrics_server.h"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "loader/control/listening_socket.h"

namespace hawser::loader {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using Socket = asio::generic::stream_protocol::socket;

constexpr int kBacklog = 16;

Result<int> listen_at(const Endpoint& endpoint) {
    sockaddr_storage address{};
    const unsigned length = to_sockaddr(endpoint, address);
    const int fd = ::socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) return Error::system("making the socket for metrics", errno);
    const int on = 1;
    // A restart must not wait until the last scrape's connection is forgotten.
    ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (::bind(fd, reinterpret_cast<const sockaddr*>(&address), length) != 0 || ::listen(fd, kBacklog) != 0) {
        const Error failure = Error::system("listening for metrics on " + endpoint.to_string(), errno);
        ::close(fd);
        return failure;
    }
    return fd;
}

Result<int> listen_for(const MetricsConfig& config) {
    if (!config.socket.empty()) return open_listening_socket(config.socket);
    return listen_at({*config.address, config.port});
}

int family_of(const MetricsConfig& config) {
    return config.socket.empty() ? config.address->address_family() : AF_UNIX;
}

}  // namespace

Result<std::unique_ptr<MetricsServer>> MetricsServer::open(asio::io_context& loop,
                                                           const MetricsConfig& config, MetricsText text) {
    auto fd = listen_for(config);
    if (!fd) return fd.error();
    Acceptor acceptor(loop);
    error_code failure;
    acceptor.assign(asio::generic::stream_protocol(family_of(config), 0), *fd, failure);
    if (failure) {
        ::close(*fd);
        return Error::system("watching the socket for metrics", failure.value());
    }
    std::unique_ptr<MetricsServer> server(
        new MetricsServer(std::move(acceptor), config.socket, std::move(text)));
    server->accept();
    return server;
}

MetricsServer::MetricsServer(Acceptor acceptor, std::string path, MetricsText text)
    : acceptor_(std::move(acceptor)),
      pause_(acceptor_.get_executor()),
      path_(std::move(path)),
      text_(std::make_shared<const MetricsText>(std::move(text))) {}

MetricsServer::~MetricsServer() {
    error_code ignored;
    acceptor_.close(ignored);
    if (!path_.empty()) ::unlink(path_.c_str());
}

void MetricsServer::accept() {
    acceptor_.async_accept([this](error_code failure, Socket socket) {
        // Cancelled by the destructor: `this` is gone.
        if (failure == asio::error::operation_aborted) return;
        if (!failure) {
            if (clients_.use_count() <= kMostClients) serve_metrics(std::move(socket), text_, clients_);
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

}  // namespace hawser::loader
