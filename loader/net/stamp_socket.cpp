// SPDX-License-Identifier: BSD-2-Clause
#include "loader/net/stamp_socket.h"

#include <errno.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <unistd.h>

#include <utility>

namespace hawser::loader {
namespace {

constexpr int kTtl = 255;

int set_options(int fd, Family family, unsigned ifindex) {
    const bool v4 = family == Family::kIpv4;
    const int on = 1;
    const int index = static_cast<int>(ifindex);
    if (setsockopt(fd, SOL_SOCKET, SO_BINDTOIFINDEX, &index, sizeof index) != 0) return errno;
    // The same port is bound for IPv4 by another socket.
    if (!v4 && setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on) != 0) return errno;
    if (setsockopt(fd, v4 ? static_cast<int>(IPPROTO_IP) : static_cast<int>(IPPROTO_IPV6),
                   v4 ? IP_TTL : IPV6_UNICAST_HOPS, &kTtl, sizeof kTtl) != 0)
        return errno;
    if (const int error = ask_for_packet_info(fd, family); error != 0) return error;
    return ask_for_ttl(fd, family);
}

/// The port bound, or nothing with errno.
std::optional<uint16_t> bind_port(int fd, Family family, uint16_t port) {
    sockaddr_storage address{};
    socklen_t length = to_sockaddr({IpAddress::unspecified(family), port}, address);
    if (bind(fd, reinterpret_cast<const sockaddr*>(&address), length) != 0) return std::nullopt;
    length = sizeof address;
    if (getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length) != 0) return std::nullopt;
    return from_sockaddr(address).value().port;
}

}  // namespace

Result<std::unique_ptr<StampSocket>> StampSocket::open(boost::asio::io_context& loop, Family family,
                                                       uint16_t port, unsigned ifindex, Handler handler) {
    const bool v4 = family == Family::kIpv4;
    const std::string doing = fmt::format("opening UDP port {} for STAMP ({})", port, v4 ? "IPv4" : "IPv6");
    const int fd = socket(v4 ? AF_INET : AF_INET6, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return Error::system(doing, errno);
    const int error = set_options(fd, family, ifindex);
    const auto bound = error == 0 ? bind_port(fd, family, port) : std::nullopt;
    if (!bound) {
        const Error failure = Error::system(doing, error != 0 ? error : errno);
        ::close(fd);
        return failure;
    }
    return std::unique_ptr<StampSocket>(new StampSocket(loop, fd, *bound, std::move(handler)));
}

Result<void> StampSocket::answer(const ReceivedDatagram& request, ByteView bytes) {
    sockaddr_storage to{};
    iovec data{const_cast<uint8_t*>(bytes.data()), bytes.size()};
    ControlBuffer control;
    msghdr message{};
    message.msg_name = &to;
    message.msg_namelen = to_sockaddr(request.remote, to);
    message.msg_iov = &data;
    message.msg_iovlen = 1;
    set_packet_info(message, control, request.info.ifindex, request.info.destination);
    if (sendmsg(reader_.fd(), &message, MSG_DONTWAIT) < 0)
        return Error::system(
            fmt::format("answering {} by interface {}", request.remote.to_string(), request.info.ifindex),
            errno);
    return {};
}

}  // namespace hawser::loader
