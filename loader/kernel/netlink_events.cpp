// SPDX-License-Identifier: BSD-2-Clause
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#include <memory>
#include <utility>

#include "loader/kernel/events.h"
#include "loader/kernel/kernel.h"
#include "loader/kernel/link_encoding.h"
#include "loader/kernel/netlink_multicast.h"
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

class NetlinkEvents final : public EventPort {
 public:
    explicit NetlinkEvents(NetlinkMulticast socket) : socket_(std::move(socket)) {}

    [[nodiscard]] int fd() const override { return socket_.fd(); }

    Result<std::vector<KernelEvent>> take() override {
        std::vector<KernelEvent> events;
        const auto lost = socket_.take([&](const nlmsghdr& message) { push_event(events, message); });
        if (!lost) return lost.error();
        if (*lost) events.push_back(EventsLost{});
        return events;
    }

 private:
    NetlinkMulticast socket_;
};

}  // namespace

Result<std::unique_ptr<EventPort>> open_event_port() {
    auto socket = NetlinkMulticast::open(
        NETLINK_ROUTE, {RTNLGRP_LINK, RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR, RTNLGRP_IPV4_ROUTE,
                        RTNLGRP_IPV6_ROUTE, RTNLGRP_IPV4_RULE, RTNLGRP_IPV6_RULE});
    if (!socket) return socket.error();
    return std::unique_ptr<EventPort>(std::make_unique<NetlinkEvents>(*std::move(socket)));
}

}  // namespace hawser::loader
