// SPDX-License-Identifier: BSD-2-Clause
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <memory>

#include "loader/kernel/events.h"
#include "loader/kernel/kernel.h"
#include "loader/kernel/link_encoding.h"
#include "loader/kernel/route_encoding.h"

namespace hawser::loader {
namespace {

template <typename Added, typename Removed, typename T>
void push(std::vector<KernelEvent>& events, std::optional<T> value, bool removed) {
    if (!value) return;
    if (removed) {
        events.push_back(Removed{*std::move(value)});
    } else {
        events.push_back(Added{*std::move(value)});
    }
}

void push_link(std::vector<KernelEvent>& events, const nlmsghdr& message) {
    std::optional<Link> link = decode_link(message);
    if (!link) return;
    if (message.nlmsg_type == RTM_DELLINK) {
        events.push_back(LinkGone{.ifindex = link->ifindex, .name = link->name});
    } else {
        events.push_back(LinkChanged{*std::move(link)});
    }
}

void push_event(std::vector<KernelEvent>& events, const nlmsghdr& message) {
    switch (message.nlmsg_type) {
        case RTM_NEWLINK:
        case RTM_DELLINK:
            return push_link(events, message);
        case RTM_NEWADDR:
        case RTM_DELADDR:
            return push<AddressAdded, AddressRemoved>(events, decode_address(message),
                                                      message.nlmsg_type == RTM_DELADDR);
        case RTM_NEWROUTE:
        case RTM_DELROUTE:
            return push<RouteAdded, RouteRemoved>(events, decode_route(message),
                                                  message.nlmsg_type == RTM_DELROUTE);
        case RTM_NEWRULE:
        case RTM_DELRULE:
            return push<RuleAdded, RuleRemoved>(events, decode_rule(message),
                                                message.nlmsg_type == RTM_DELRULE);
        default:
            return;
    }
}

/// Bare sockets here: libnl turns ENOBUFS into an error like others, and it is the one that matters.
class NetlinkEvents final : public EventPort {
 public:
    explicit NetlinkEvents(int fd) : fd_(fd) {}
    NetlinkEvents(const NetlinkEvents&) = delete;
    NetlinkEvents& operator=(const NetlinkEvents&) = delete;
    ~NetlinkEvents() override { ::close(fd_); }

    [[nodiscard]] int fd() const override { return fd_; }

    Result<std::vector<KernelEvent>> take() override {
        std::vector<KernelEvent> events;
        for (;;) {
            sockaddr_nl from{};
            socklen_t from_size = sizeof(from);
            const ssize_t length = ::recvfrom(fd_, buffer_.data(), buffer_.size(), MSG_DONTWAIT | MSG_TRUNC,
                                              reinterpret_cast<sockaddr*>(&from), &from_size);
            if (length < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return events;
            if (length < 0 && errno == EINTR) continue;
            if (length < 0 && errno != ENOBUFS) return Error::system("receiving the kernel's events", errno);
            if (length < 0 || static_cast<size_t>(length) > buffer_.size()) {
                events.push_back(EventsLost{});
            } else if (from.nl_pid == 0) {  // any process may send to a netlink socket
                read(static_cast<size_t>(length), events);
            }
        }
    }

 private:
    void read(size_t length, std::vector<KernelEvent>& events) const {
        auto left = static_cast<unsigned>(length);
        const auto* message = reinterpret_cast<const nlmsghdr*>(buffer_.data());
        while (NLMSG_OK(message, left)) {
            push_event(events, *message);
            message = NLMSG_NEXT(message, left);
        }
    }

    int fd_;
    alignas(nlmsghdr) std::array<uint8_t, 65536> buffer_{};
};

Result<void> join(int fd, int group) {
    if (::setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof(group)) == 0) return {};
    return Error::system("joining a group of kernel events", errno);
}

}  // namespace

Result<std::unique_ptr<EventPort>> open_event_port() {
    const int fd = ::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
    if (fd < 0) return Error::system("opening a netlink socket for events", errno);
    std::unique_ptr<EventPort> port = std::make_unique<NetlinkEvents>(fd);
    // Thousands of interfaces may change at once; where that is refused the default stays, and losses show.
    const int buffer = 4 << 20;
    (void)::setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &buffer, sizeof(buffer));
    sockaddr_nl address{};
    address.nl_family = AF_NETLINK;
    if (::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) < 0) {
        return Error::system("binding a netlink socket for events", errno);
    }
    for (const int group : {RTNLGRP_LINK, RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR, RTNLGRP_IPV4_ROUTE,
                            RTNLGRP_IPV6_ROUTE, RTNLGRP_IPV4_RULE, RTNLGRP_IPV6_RULE}) {
        if (auto joined = join(fd, group); !joined.ok()) return joined.error();
    }
    return port;
}

}  // namespace hawser::loader
