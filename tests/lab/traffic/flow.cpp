// SPDX-License-Identifier: BSD-2-Clause
#include "tests/lab/traffic/flow.h"

#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>

namespace hawser::traffic {

Flow::Flow(std::uint32_t number, Protocol protocol, Descriptor socket, Millis now)
    : number_(number), protocol_(protocol), socket_(std::move(socket)), record_(now) {}

Result<Flow> Flow::open(std::uint32_t number, Protocol protocol, const Endpoint& target, Millis now) {
    const int type = protocol == Protocol::kTcp ? SOCK_STREAM : SOCK_DGRAM;
    Descriptor socket(::socket(target.family(), type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!socket.open()) return Error::system("opening a socket", errno);
    if (protocol == Protocol::kTcp) {
        const int on = 1;
        ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }
    if (::connect(socket.get(), target.get(), target.length) != 0 && errno != EINPROGRESS) {
        return Error::system("connecting to " + target.address(), errno);
    }
    return Flow(number, protocol, std::move(socket), now);
}

void Flow::send(Millis now) {
    if (!alive()) return;
    const auto bytes = Message{number_, record_.sent(), now}.encode();
    const ssize_t sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    // An ICMP error is reported by the next call and says nothing against a UDP flow; a TCP connection that
    // is still being made, or whose buffer is full, loses this message and no more.
    if (sent < 0 && protocol_ == Protocol::kTcp && errno != EAGAIN && errno != ENOTCONN) fail(errno);
}

bool Flow::receive(Millis now) {
    std::byte bytes[4096];
    for (;;) {
        const ssize_t got = ::recv(socket_.get(), bytes, sizeof bytes, 0);
        if (got > 0) {
            take(bytes, static_cast<std::size_t>(got), now);
            if (static_cast<std::size_t>(got) < sizeof bytes) return true;
        } else if (got < 0 && errno == EAGAIN) {
            return true;
        } else if (protocol_ == Protocol::kTcp) {
            fail(got == 0 ? 0 : errno);
            return false;
        } else {
            return true;
        }
    }
}

void Flow::take(const std::byte* bytes, std::size_t size, Millis now) {
    if (protocol_ == Protocol::kUdp) have_ = 0;
    while (size > 0) {
        const std::size_t piece = std::min(size, Message::kSize - have_);
        std::memcpy(partial_.data() + have_, bytes, piece);
        bytes += piece;
        size -= piece;
        have_ += piece;
        if (have_ < Message::kSize) return;
        have_ = 0;
        const auto message = Message::decode(partial_);
        if (message && message->flow == number_) record_.answered(message->number, now, message->sent_ms);
    }
}

void Flow::fail(int error_number) {
    failure_ = error_number == 0 ? "closed by the other side" : std::strerror(error_number);
}

}  // namespace hawser::traffic
