// SPDX-License-Identifier: BSD-2-Clause
#include "loader/net/udp_probes.h"

#include <errno.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <unistd.h>

#include <utility>

#include "loader/net/bound_socket.h"
#include "loader/net/packet_info.h"

namespace hawser::loader {
namespace {

/// RFC 8762, 4.2.1 wants it of a Session-Sender; a query to a name server may have it too.
constexpr int kTtl = 255;

int prepare(int fd, const Endpoint& target) {
    const bool v4 = target.address.is_v4();
    (void)setsockopt(fd, v4 ? static_cast<int>(IPPROTO_IP) : static_cast<int>(IPPROTO_IPV6),
                     v4 ? IP_TTL : IPV6_UNICAST_HOPS, &kTtl, sizeof kTtl);
    if (const int error = ask_for_packet_info(fd, target.address.family()); error != 0) return error;
    sockaddr_storage address{};
    const unsigned length = to_sockaddr(target, address);
    return connect(fd, reinterpret_cast<const sockaddr*>(&address), length) == 0 ? 0 : errno;
}

}  // namespace

UdpProbes::UdpProbes(boost::asio::io_context& loop, ProbeAnswered answered)
    : loop_(loop), answered_(std::move(answered)) {}

UdpProbes::~UdpProbes() = default;

Result<void> UdpProbes::send(const OutgoingProbe& request) {
    Session& session = sessions_[request.id];
    const Endpoint target{*request.config.target, request.config.port};
    if (!session.reader || session.ifindex != request.ifindex || session.source != request.config.source ||
        session.target != target) {
        if (auto opened = open(request, session); !opened) return opened;
    }
    if (::send(session.reader->fd(), request.bytes.data(), request.bytes.size(), MSG_DONTWAIT) >= 0)
        return {};
    const int error = errno;
    // The next request finds out by a new socket whether the interface or the address is there again.
    if (error != ECONNREFUSED) session.reader.reset();
    return Error::system(fmt::format("sending a request to {}", target.to_string()), error);
}

Result<void> UdpProbes::open(const OutgoingProbe& request, Session& session) {
    session.reader.reset();
    Result<int> fd = open_bound_socket(request, SOCK_DGRAM);
    if (!fd) return fd.error();
    session.ifindex = request.ifindex;
    session.source = request.config.source;
    session.target = {*request.config.target, request.config.port};
    if (const int error = prepare(*fd, session.target); error != 0) {
        ::close(*fd);
        return Error::system(fmt::format("connecting to {}", session.target.to_string()), error);
    }
    session.reader = std::make_unique<DatagramReader>(
        loop_, *fd, [this, id = request.id](const ReceivedDatagram& datagram) {
            health::ProbeAnswer answer;
            answer.received_at = arrival_time(datagram.info);
            answer.bytes = datagram.bytes;
            answered_(id, answer);
        });
    return {};
}

void UdpProbes::forget(TunnelId tunnel) {
    std::erase_if(sessions_, [=](const auto& session) { return session.first.tunnel == tunnel; });
}

}  // namespace hawser::loader
