// SPDX-License-Identifier: BSD-2-Clause
#include "loader/net/icmp_socket.h"

#include <errno.h>
#include <fmt/format.h>
#include <linux/icmp.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <unistd.h>

#include <utility>

namespace hawser::loader {
namespace {

/// An answer for each of a thousand tunnels, with the kernel's overhead, while the loop is busy elsewhere.
constexpr int kReceiveBuffer = 2 << 20;

/// Only echo replies and the word that a request goes nowhere: anything else would wake the daemon for every
/// ping of the machine.
int let_only_replies_in(int fd, Family family) {
    if (family == Family::kIpv4) {
        icmp_filter filter{};
        filter.data = ~(1u << ICMP_ECHOREPLY | 1u << ICMP_DEST_UNREACH);
        return setsockopt(fd, SOL_RAW, ICMP_FILTER, &filter, sizeof filter) == 0 ? 0 : errno;
    }
    icmp6_filter filter{};
    ICMP6_FILTER_SETBLOCKALL(&filter);
    ICMP6_FILTER_SETPASS(ICMP6_ECHO_REPLY, &filter);
    ICMP6_FILTER_SETPASS(ICMP6_DST_UNREACH, &filter);
    return setsockopt(fd, IPPROTO_ICMPV6, ICMP6_FILTER, &filter, sizeof filter) == 0 ? 0 : errno;
}

int prepare(int fd, Family family) {
    if (const int error = let_only_replies_in(fd, family); error != 0) return error;
    // Beyond net.core.rmem_max with CAP_NET_ADMIN; without it the default has to do, which serves 200
    // tunnels.
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &kReceiveBuffer, sizeof kReceiveBuffer);
    return ask_for_packet_info(fd, family);
}

/// A raw IPv4 socket receives from the IP header on, a raw IPv6 socket from the ICMPv6 header on (RFC 3542,
/// 3).
ByteView icmp_of(Family family, ByteView bytes) {
    if (family == Family::kIpv6) return bytes;
    const size_t header = bytes.empty() ? 0 : (bytes[0] & 0x0fu) * size_t{4};
    return header < 20 || header > bytes.size() ? ByteView{} : bytes.subspan(header);
}

int open_raw(Family family) {
    const bool v4 = family == Family::kIpv4;
    return socket(v4 ? AF_INET : AF_INET6, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC,
                  v4 ? static_cast<int>(IPPROTO_ICMP) : static_cast<int>(IPPROTO_ICMPV6));
}

int open_deaf() {
    const int fd = open_raw(Family::kIpv6);
    icmp6_filter filter{};
    ICMP6_FILTER_SETBLOCKALL(&filter);
    if (fd >= 0) (void)setsockopt(fd, IPPROTO_ICMPV6, ICMP6_FILTER, &filter, sizeof filter);
    return fd;
}

}  // namespace

Result<std::unique_ptr<IcmpSocket>> IcmpSocket::open(boost::asio::io_context& loop, Family family,
                                                     Handler handler) {
    const bool v4 = family == Family::kIpv4;
    const std::string doing = v4 ? "opening a raw ICMP socket" : "opening a raw ICMPv6 socket";
    const int fd = open_raw(family);
    if (fd < 0) return Error::system(doing, errno);
    if (const int error = prepare(fd, family); error != 0) {
        ::close(fd);
        return Error::system(doing, error);
    }
    const int bound = v4 ? -1 : open_deaf();
    if (!v4 && bound < 0) {
        const int error = errno;
        ::close(fd);
        return Error::system(doing, error);
    }
    const auto receive = [family, handle = std::move(handler)](const ReceivedDatagram& datagram) {
        handle({family, datagram.info.ifindex, datagram.remote.address, arrival_time(datagram.info),
                icmp_of(family, datagram.bytes)});
    };
    return std::unique_ptr<IcmpSocket>(new IcmpSocket(loop, fd, bound, receive));
}

int IcmpSocket::sender(unsigned ifindex) {
    if (!bound_.is_open()) return reader_.fd();
    const int index = static_cast<int>(ifindex);
    return setsockopt(bound_.native_handle(), SOL_SOCKET, SO_BINDTOIFINDEX, &index, sizeof index) == 0
               ? bound_.native_handle()
               : -1;
}

Result<void> IcmpSocket::send(unsigned ifindex, const IpAddress& source, const IpAddress& target,
                              ByteView icmp) {
    sockaddr_storage to{};
    // A raw IPv6 socket takes the port for a protocol number and refuses another than its own or 0.
    const unsigned length = to_sockaddr(Endpoint{target, 0}, to);
    iovec data{const_cast<uint8_t*>(icmp.data()), icmp.size()};
    ControlBuffer control;
    msghdr message{};
    message.msg_name = &to;
    message.msg_namelen = length;
    message.msg_iov = &data;
    message.msg_iovlen = 1;
    set_packet_info(message, control, ifindex, source);
    const int fd = sender(ifindex);
    if (fd < 0 || sendmsg(fd, &message, MSG_DONTWAIT) < 0)
        return Error::system(
            fmt::format("sending a probe to {} by interface {}", target.to_string(), ifindex), errno);
    return {};
}

}  // namespace hawser::loader
