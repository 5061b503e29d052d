// SPDX-License-Identifier: BSD-2-Clause
#include "loader/net/udp_socket.h"

#include <errno.h>
#include <fmt/format.h>
#include <linux/udp.h>
#include <linux/xfrm.h>
#include <netinet/in.h>
#include <unistd.h>

#include <utility>

#include "base/check.h"

namespace hawser::loader {
namespace {

template <typename T>
Result<void> set_option(int fd, int level, int name, const T& value, std::string_view doing) {
    if (setsockopt(fd, level, name, &value, sizeof value) == 0) return {};
    return Error::system(doing, errno);
}

/// IKE must get through where a policy would have it encrypted by the very SAs that it is to negotiate: a
/// peer's networks may contain the peer (0.0.0.0/0).
Result<void> bypass_policies(int fd, Family family) {
    const bool v4 = family == Family::kIpv4;
    for (const uint8_t direction : {XFRM_POLICY_OUT, XFRM_POLICY_IN}) {
        xfrm_userpolicy_info policy{};
        policy.action = XFRM_POLICY_ALLOW;
        policy.sel.family = v4 ? AF_INET : AF_INET6;
        policy.dir = direction;
        const Result<void> set = set_option(
            fd, v4 ? static_cast<int>(IPPROTO_IP) : static_cast<int>(IPPROTO_IPV6),
            v4 ? IP_XFRM_POLICY : IPV6_XFRM_POLICY, policy, "letting IKE pass the IPsec policies by");
        if (!set) return set;
    }
    return {};
}

Result<void> set_family_options(int fd, Family family) {
    if (family == Family::kIpv6) {
        // The same port is bound for IPv4 by another socket.
        return set_option(fd, IPPROTO_IPV6, IPV6_V6ONLY, int{1}, "keeping IPv4 out of an IPv6 socket");
    }
    // No DF: certificates and many proposals make messages larger than the path takes.
    return set_option(fd, IPPROTO_IP, IP_MTU_DISCOVER, int{IP_PMTUDISC_DONT},
                      "allowing fragments of IKE messages");
}

/// All branches of a hub that comes back begin at once: 10,000 of them send some 10 MB, as the kernel counts
/// it, while we answer the first thousand. Memory is taken only by what waits.
void enlarge_queue(int fd) {
    constexpr int kBytes = 8 << 20;
    // Without CAP_NET_ADMIN as much as the system allows anybody; either is no reason to do without a socket.
    if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &kBytes, sizeof kBytes) != 0)
        (void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &kBytes, sizeof kBytes);
}

Result<void> bind_to_interface(int fd, const std::string& interface) {
    if (interface.empty()) return {};
    if (setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, interface.data(),
                   static_cast<socklen_t>(interface.size())) == 0)
        return {};
    return Error::system("binding to interface " + interface, errno);
}

Result<Endpoint> bind_to_address(int fd, const Endpoint& local) {
    sockaddr_storage address{};
    socklen_t length = to_sockaddr(local, address);
    if (bind(fd, reinterpret_cast<const sockaddr*>(&address), length) != 0)
        return Error::system("binding to " + local.to_string(), errno);
    length = sizeof address;
    if (getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length) != 0)
        return Error::system("asking for the bound address", errno);
    return from_sockaddr(address);
}

Result<Endpoint> prepare(int fd, const UdpSocket::Options& options) {
    // Without SO_REUSEADDR: another IKE daemon on the address is to be found out here, not when half of the
    // messages have gone to it.
    const Family family = options.local.address.family();
    if (Result<void> done = set_family_options(fd, family); !done) return done.error();
    if (Result<void> done = bypass_policies(fd, family); !done) return done.error();
    enlarge_queue(fd);
    if (Result<void> done = bind_to_interface(fd, options.interface); !done) return done.error();
    if (options.esp_in_udp) {
        Result<void> done =
            set_option(fd, IPPROTO_UDP, UDP_ENCAP, int{UDP_ENCAP_ESPINUDP}, "taking ESP out of UDP");
        if (!done) return done.error();
    }
    return bind_to_address(fd, options.local);
}

}  // namespace

Result<std::unique_ptr<UdpSocket>> UdpSocket::open(boost::asio::io_context& loop, const Options& options,
                                                   Handler handler) {
    const std::string doing = fmt::format("opening the IKE socket {}", options.local.to_string());
    const int fd =
        socket(options.local.address.address_family(), SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return Error::system(doing, errno);
    const Result<Endpoint> local = prepare(fd, options);
    if (!local) {
        ::close(fd);
        return local.error().within(doing);
    }
    return std::unique_ptr<UdpSocket>(new UdpSocket(loop, fd, *local, std::move(handler)));
}

UdpSocket::UdpSocket(boost::asio::io_context& loop, int fd, const Endpoint& local, Handler handler)
    : local_(local), reader_(loop, fd, [handler = std::move(handler)](const ReceivedDatagram& datagram) {
          handler(datagram.remote, datagram.bytes);
      }) {}

Result<void> UdpSocket::send(const Endpoint& remote, ByteView bytes) {
    sockaddr_storage to{};
    const socklen_t length = to_sockaddr(remote, to);
    const ssize_t sent = sendto(reader_.fd(), bytes.data(), bytes.size(), MSG_DONTWAIT,
                                reinterpret_cast<const sockaddr*>(&to), length);
    if (sent < 0)
        return Error::system(fmt::format("sending from {} to {}", local_.to_string(), remote.to_string()),
                             errno);
    return {};
}

}  // namespace hawser::loader
