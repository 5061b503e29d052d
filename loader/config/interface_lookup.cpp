// SPDX-License-Identifier: BSD-2-Clause
#include "loader/config/interface_lookup.h"

#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <span>

namespace hawser::loader {
namespace {

/// A netlink socket for dumps; closed when it goes.
class RouteSocket {
 public:
    RouteSocket() : fd_(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE)) {
        // The kernel then filters a dump by what the request says (since 4.20), instead of sending a full BGP
        // table.
        const int on = 1;
        if (fd_ >= 0) (void)::setsockopt(fd_, SOL_NETLINK, NETLINK_GET_STRICT_CHK, &on, sizeof on);
    }
    RouteSocket(const RouteSocket&) = delete;
    RouteSocket& operator=(const RouteSocket&) = delete;
    ~RouteSocket() {
        if (fd_ >= 0) ::close(fd_);
    }

    /// Sends a dump request and hands every message to `each`; false where the kernel does not answer.
    template <typename Request, typename Each>
    bool dump(Request& request, Each each) {
        request.header.nlmsg_len = sizeof request;
        request.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
        if (fd_ < 0 || ::send(fd_, &request, sizeof request, 0) < 0) return false;
        while (true) {
            const ssize_t size = ::recv(fd_, buffer_.data(), buffer_.size(), 0);
            if (size < 0 && errno == EINTR) continue;
            if (size <= 0) return false;
            auto left = static_cast<unsigned>(size);
            for (const auto* message = reinterpret_cast<const nlmsghdr*>(buffer_.data());
                 NLMSG_OK(message, left); message = NLMSG_NEXT(message, left)) {
                if (message->nlmsg_type == NLMSG_DONE) return true;
                if (message->nlmsg_type == NLMSG_ERROR) return false;
                each(*message);
            }
        }
    }

 private:
    int fd_;
    alignas(nlmsghdr) std::array<uint8_t, 65536> buffer_{};
};

struct AddressRequest {
    nlmsghdr header{};
    ifaddrmsg body{};
};

struct RouteRequest {
    nlmsghdr header{};
    rtmsg body{};
};

template <typename Each>
void for_each_attribute(const void* first, unsigned length, Each each) {
    for (const auto* attribute = static_cast<const rtattr*>(first); RTA_OK(attribute, length);
         attribute = RTA_NEXT(attribute, length)) {
        each(attribute->rta_type & NLA_TYPE_MASK,
             ByteView(static_cast<const uint8_t*>(RTA_DATA(attribute)), RTA_PAYLOAD(attribute)));
    }
}

uint32_t number_of(ByteView bytes) {
    uint32_t value = 0;
    if (bytes.size() >= sizeof value) std::memcpy(&value, bytes.data(), sizeof value);
    return value;
}

std::optional<IpAddress> address_of(ByteView bytes) {
    if (bytes.size() != 4 && bytes.size() != 16) return std::nullopt;
    return IpAddress::from_bytes(bytes);
}

std::vector<IpAddress> addresses_of(unsigned ifindex) {
    std::vector<IpAddress> found;
    AddressRequest request;
    request.header.nlmsg_type = RTM_GETADDR;
    RouteSocket().dump(request, [&](const nlmsghdr& message) {
        const auto* body = static_cast<const ifaddrmsg*>(NLMSG_DATA(&message));
        if (message.nlmsg_type != RTM_NEWADDR || body->ifa_index != ifindex) return;
        std::optional<IpAddress> address;
        std::optional<IpAddress> local;
        uint32_t flags = body->ifa_flags;
        for_each_attribute(IFA_RTA(body), static_cast<unsigned>(IFA_PAYLOAD(&message)),
                           [&](int type, ByteView value) {
                               if (type == IFA_FLAGS) flags = number_of(value);
                               if (type == IFA_ADDRESS) address = address_of(value);
                               // On a point-to-point link IFA_ADDRESS is the other end's.
                               if (type == IFA_LOCAL) local = address_of(value);
                           });
        constexpr uint32_t kUnfit = IFA_F_DEPRECATED | IFA_F_TENTATIVE | IFA_F_DADFAILED;
        // An IPv4 secondary has the bit of an IPv6 temporary address, and is as good as its primary.
        const bool temporary = body->ifa_family == AF_INET6 && (flags & IFA_F_TEMPORARY) != 0;
        const bool fit = body->ifa_scope == RT_SCOPE_UNIVERSE && (flags & kUnfit) == 0 && !temporary;
        const auto& own = local ? local : address;
        if (fit && own) found.push_back(*own);
    });
    return found;
}

struct Gateway {
    uint32_t metric;
    IpAddress address;
};

/// IPv4 default routes by way of an IPv6 next hop (RTA_VIA) have no gateway that this looks for.
void gateways_of_route(const nlmsghdr& message, unsigned ifindex, std::vector<Gateway>& found) {
    const auto* body = static_cast<const rtmsg*>(NLMSG_DATA(&message));
    const bool is_default =
        message.nlmsg_type == RTM_NEWROUTE && body->rtm_dst_len == 0 && body->rtm_type == RTN_UNICAST;
    if (!is_default) return;
    uint32_t metric = 0;
    uint32_t out = 0;
    std::optional<IpAddress> gateway;
    std::vector<IpAddress> hops;
    for_each_attribute(
        RTM_RTA(body), static_cast<unsigned>(RTM_PAYLOAD(&message)), [&](int type, ByteView value) {
            if (type == RTA_PRIORITY) metric = number_of(value);
            if (type == RTA_OIF) out = number_of(value);
            if (type == RTA_GATEWAY) gateway = address_of(value);
            if (type != RTA_MULTIPATH) return;
            auto left = static_cast<int>(value.size());
            for (const auto* hop = reinterpret_cast<const rtnexthop*>(value.data()); RTNH_OK(hop, left);
                 left -= static_cast<int>(RTNH_ALIGN(hop->rtnh_len)), hop = RTNH_NEXT(hop)) {
                if (static_cast<unsigned>(hop->rtnh_ifindex) != ifindex) continue;
                for_each_attribute(RTNH_DATA(hop), static_cast<unsigned>(hop->rtnh_len - sizeof *hop),
                                   [&](int inner, ByteView bytes) {
                                       const auto address =
                                           inner == RTA_GATEWAY ? address_of(bytes) : std::nullopt;
                                       if (address) hops.push_back(*address);
                                   });
            }
        });
    if (gateway && out == ifindex) hops.push_back(*gateway);
    for (const IpAddress& hop : hops)
        found.push_back({metric, hop});
}

std::vector<IpAddress> gateways_of(unsigned ifindex) {
    std::vector<Gateway> found;
    for (const int family : {AF_INET, AF_INET6}) {
        RouteRequest request;
        request.header.nlmsg_type = RTM_GETROUTE;
        request.body.rtm_family = static_cast<uint8_t>(family);
        request.body.rtm_type = RTN_UNICAST;
        RouteSocket().dump(request,
                           [&](const nlmsghdr& message) { gateways_of_route(message, ifindex, found); });
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const Gateway& a, const Gateway& b) { return a.metric < b.metric; });
    std::vector<IpAddress> gateways;
    for (const Gateway& each : found)
        gateways.push_back(each.address);
    return gateways;
}

}  // namespace

std::optional<InterfaceInfo> lookup_kernel_interface(const std::string& name) {
    const unsigned ifindex = ::if_nametoindex(name.c_str());
    if (ifindex == 0) return std::nullopt;
    return InterfaceInfo{ifindex, addresses_of(ifindex), gateways_of(ifindex)};
}

}  // namespace hawser::loader
