// SPDX-License-Identifier: BSD-2-Clause
#include "loader/kernel/netlink_multicast.h"

#include <linux/netlink.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace hawser::loader {
namespace {

Result<void> join(int fd, int group) {
    if (::setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof(group)) == 0) return {};
    return Error::system("joining a group of kernel events", errno);
}

}  // namespace

Result<NetlinkMulticast> NetlinkMulticast::open(int protocol, std::initializer_list<int> groups) {
    const int fd = ::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol);
    if (fd < 0) return Error::system("opening a netlink socket for events", errno);
    NetlinkMulticast opened(fd);
    // Thousands of interfaces may change at once; where that is refused the default stays, and losses show.
    const int buffer = 4 << 20;
    (void)::setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &buffer, sizeof(buffer));
    sockaddr_nl address{};
    address.nl_family = AF_NETLINK;
    if (::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) < 0) {
        return Error::system("binding a netlink socket for events", errno);
    }
    for (const int group : groups) {
        if (auto joined = join(fd, group); !joined.ok()) return joined.error();
    }
    return opened;
}

NetlinkMulticast::NetlinkMulticast(NetlinkMulticast&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

NetlinkMulticast::~NetlinkMulticast() {
    if (fd_ >= 0) ::close(fd_);
}

Result<bool> NetlinkMulticast::take(const Visit& visit) {
    bool lost = false;
    for (;;) {
        sockaddr_nl from{};
        socklen_t from_size = sizeof(from);
        const ssize_t length = ::recvfrom(fd_, buffer_.data(), buffer_.size(), MSG_DONTWAIT | MSG_TRUNC,
                                          reinterpret_cast<sockaddr*>(&from), &from_size);
        if (length < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return lost;
        if (length < 0 && errno == EINTR) continue;
        if (length < 0 && errno != ENOBUFS) return Error::system("receiving the kernel's events", errno);
        if (length < 0 || static_cast<size_t>(length) > buffer_.size()) {
            lost = true;
        } else if (from.nl_pid == 0) {  // any process may send to a netlink socket
            read(static_cast<size_t>(length), visit);
        }
    }
}

void NetlinkMulticast::read(size_t length, const Visit& visit) const {
    auto left = static_cast<unsigned>(length);
    const auto* message = reinterpret_cast<const nlmsghdr*>(buffer_.data());
    while (NLMSG_OK(message, left)) {
        visit(*message);
        message = NLMSG_NEXT(message, left);
    }
}

}  // namespace hawser::loader
