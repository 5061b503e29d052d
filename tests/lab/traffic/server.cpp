// SPDX-License-Identifier: BSD-2-Clause
#include "tests/lab/traffic/server.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

namespace hawser::traffic {
namespace {

/// A socket of both families on a port.
Result<Descriptor> bound(int type, std::uint16_t port) {
    Descriptor socket(::socket(AF_INET6, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!socket.open()) return Error::system("opening a socket", errno);
    const int on = 1, off = 0;
    ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    ::setsockopt(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
    sockaddr_in6 any{};
    any.sin6_family = AF_INET6;
    any.sin6_port = htons(port);
    if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&any), sizeof any) != 0) {
        return Error::system("binding port " + std::to_string(port), errno);
    }
    return socket;
}

}  // namespace

Result<Server> Server::create(std::uint16_t port) {
    auto udp = bound(SOCK_DGRAM, port);
    if (!udp) return udp.error();
    auto listener = bound(SOCK_STREAM, port);
    if (!listener) return listener.error();
    if (::listen(listener->get(), 1024) != 0) return Error::system("listening", errno);
    Descriptor epoll(::epoll_create1(EPOLL_CLOEXEC));
    for (const int socket : {udp->get(), listener->get()}) {
        if (auto watched = watch(epoll.get(), socket, static_cast<std::uint64_t>(socket)); !watched) {
            return watched.error();
        }
    }
    return Server(std::move(epoll), std::move(*udp), std::move(*listener));
}

void Server::run(const volatile bool& asked_to_end) {
    while (!asked_to_end) {
        epoll_event events[64];
        const int ready = ::epoll_wait(epoll_.get(), events, 64, 1000);
        for (int index = 0; index < ready; ++index) {
            const int socket = static_cast<int>(events[index].data.u64);
            if (socket == udp_.get()) {
                echo_datagrams();
            } else if (socket == listener_.get()) {
                accept_all();
            } else {
                echo_stream(socket);
            }
        }
    }
}

void Server::echo_datagrams() {
    std::byte bytes[2048];
    sockaddr_storage from{};
    for (;;) {
        socklen_t length = sizeof from;
        auto* address = reinterpret_cast<sockaddr*>(&from);
        const ssize_t got = ::recvfrom(udp_.get(), bytes, sizeof bytes, 0, address, &length);
        if (got < 0) return;
        // A lost echo is what the client is there to count.
        (void)!::sendto(udp_.get(), bytes, static_cast<std::size_t>(got), MSG_NOSIGNAL, address, length);
    }
}

void Server::accept_all() {
    for (;;) {
        Descriptor connection(::accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
        if (!connection.open()) return;
        const int on = 1;
        ::setsockopt(connection.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        const int number = connection.get();
        if (watch(epoll_.get(), number, static_cast<std::uint64_t>(number))) {
            connections_[number] = std::move(connection);
        }
    }
}

void Server::echo_stream(int connection) {
    std::byte bytes[4096];
    const ssize_t got = ::recv(connection, bytes, sizeof bytes, 0);
    if (got < 0 && errno == EAGAIN) return;
    // Messages are small and slow: a send buffer that is full means a client that is gone.
    if (got <= 0 || ::send(connection, bytes, static_cast<std::size_t>(got), MSG_NOSIGNAL) != got) {
        connections_.erase(connection);
    }
}

}  // namespace hawser::traffic
