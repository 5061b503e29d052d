// SPDX-License-Identifier: BSD-2-Clause
#include "loader/net/call_socket.h"

#include <sys/socket.h>
#include <unistd.h>

#include <cctype>
#include <cstring>

#include "loader/net/bound_socket.h"

namespace hawser::loader {

Result<CallSocket> open_call_socket(boost::asio::io_context& loop, const OutgoingProbe& request) {
    const Result<int> fd = open_bound_socket(request, SOCK_STREAM);
    if (!fd) return fd.error();
    CallSocket socket(loop);
    boost::system::error_code failure;
    const auto protocol =
        request.config.target->is_v4() ? boost::asio::ip::tcp::v4() : boost::asio::ip::tcp::v6();
    socket.assign(protocol, *fd, failure);
    if (!failure) return socket;
    ::close(*fd);
    return Error("taking over a socket: " + failure.message());
}

boost::asio::ip::tcp::endpoint call_target(const OutgoingProbe& request) {
    boost::asio::ip::tcp::endpoint target;
    sockaddr_storage address{};
    const unsigned length = to_sockaddr(Endpoint{*request.config.target, request.config.port}, address);
    std::memcpy(target.data(), &address, length);
    target.resize(length);
    return target;
}

std::string call_failure(const boost::system::error_code& error) {
    std::string text = error.message();
    if (!text.empty()) text[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[0])));
    return text;
}

}  // namespace hawser::loader
