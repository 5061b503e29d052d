// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <unordered_map>

#include "base/result.h"
#include "tests/lab/traffic/endpoint.h"

namespace hawser::traffic {

/// Echoes every byte of UDP and TCP over IPv4 and IPv6 on one port.
class Server {
 public:
    [[nodiscard]] static Result<Server> create(std::uint16_t port);
    /// Runs until a signal asks the program to end.
    void run(const volatile bool& asked_to_end);

 private:
    Server(Descriptor epoll, Descriptor udp, Descriptor listener)
        : epoll_(std::move(epoll)), udp_(std::move(udp)), listener_(std::move(listener)) {}

    void echo_datagrams();
    void accept_all();
    void echo_stream(int connection);

    Descriptor epoll_, udp_, listener_;
    std::unordered_map<int, Descriptor> connections_;
};

}  // namespace hawser::traffic
