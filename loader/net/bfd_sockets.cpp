// SPDX-License-Identifier: BSD-2-Clause
#include "loader/net/bfd_sockets.h"

#include <errno.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "health/bfd/bfd_probe.h"
#include "health/bfd/packet.h"
#include "loader/net/bound_socket.h"
#include "loader/net/packet_info.h"

namespace hawser::loader {
namespace {

/// RFC 5881, 5 and 4: nobody further away than the link can send it, and the source port is one of these.
constexpr int kTtl = 255;
constexpr uint16_t kFirstSourcePort = 49152;
constexpr uint16_t kSourcePorts = 65535 - kFirstSourcePort;
/// Before user traffic: a session that is down because of a full queue tells nothing of the path.
constexpr int kTrafficClass = IPTOS_CLASS_CS6;

int level(Family family) {
    return family == Family::kIpv4 ? static_cast<int>(IPPROTO_IP) : static_cast<int>(IPPROTO_IPV6);
}

int set_sending(int fd, Family family) {
    const bool v4 = family == Family::kIpv4;
    if (setsockopt(fd, level(family), v4 ? IP_TTL : IPV6_UNICAST_HOPS, &kTtl, sizeof kTtl) != 0) return errno;
    (void)setsockopt(fd, level(family), v4 ? IP_TOS : IPV6_TCLASS, &kTrafficClass, sizeof kTrafficClass);
    return 0;
}

/// Another session or program may have the port that is tried.
int bind_source_port(int fd, const OutgoingProbe& request) {
    const IpAddress source =
        request.config.source.value_or(IpAddress::unspecified(request.config.target->family()));
    const uint32_t first = health::bfd_discriminator(request.id);
    for (uint32_t attempt = 0; attempt < 16; ++attempt) {
        sockaddr_storage address{};
        const auto port = static_cast<uint16_t>(kFirstSourcePort + (first + attempt * 97) % kSourcePorts);
        const unsigned length = to_sockaddr(Endpoint{source, port}, address);
        if (bind(fd, reinterpret_cast<const sockaddr*>(&address), length) == 0) return 0;
        if (errno != EADDRINUSE) return errno;
    }
    return EADDRINUSE;
}

Result<int> open_sender(const OutgoingProbe& request) {
    const Family family = request.config.target->family();
    const int fd =
        socket(request.config.target->address_family(), SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return Error::system("opening a socket for BFD", errno);
    const int index = static_cast<int>(request.ifindex);
    int error = setsockopt(fd, SOL_SOCKET, SO_BINDTOIFINDEX, &index, sizeof index) == 0
                    ? set_sending(fd, family)
                    : errno;
    if (error == 0) error = bind_source_port(fd, request);
    if (error == 0) return fd;
    ::close(fd);
    return Error::system("opening a socket for BFD", error);
}

int prepare_listener(int fd, unsigned ifindex, Family family, uint16_t port) {
    const int index = static_cast<int>(ifindex);
    const int on = 1;
    if (setsockopt(fd, SOL_SOCKET, SO_BINDTOIFINDEX, &index, sizeof index) != 0) return errno;
    // Another program's BFD may have the port on other interfaces.
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (family == Family::kIpv6 && setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on) != 0)
        return errno;
    if (const int error = ask_for_packet_info(fd, family); error != 0) return error;
    if (const int error = ask_for_ttl(fd, family); error != 0) return error;
    sockaddr_storage address{};
    const unsigned length = to_sockaddr({IpAddress::unspecified(family), port}, address);
    return bind(fd, reinterpret_cast<const sockaddr*>(&address), length) == 0 ? 0 : errno;
}

}  // namespace

BfdSockets::BfdSockets(boost::asio::io_context& loop, ProbeAnswered answered)
    : loop_(loop), answered_(std::move(answered)) {}

BfdSockets::~BfdSockets() = default;

Result<void> BfdSockets::send(const OutgoingProbe& request) {
    if (request.ifindex == 0) return Error("the tunnel has no interface yet");
    Session& session = sessions_[request.id];
    const Place place{request.ifindex, request.config.target->family(), request.config.multihop};
    if (!session.sender || session.place != place || session.source != request.config.source) {
        session.place = place;
        if (auto opened = open(request, session); !opened) return opened;
    }
    session.target = *request.config.target;
    sockaddr_storage to{};
    const Endpoint target{session.target, place.multihop ? kMultihopPort : kSingleHopPort};
    const unsigned length = to_sockaddr(target, to);
    if (sendto(session.sender->native_handle(), request.bytes.data(), request.bytes.size(), MSG_DONTWAIT,
               reinterpret_cast<const sockaddr*>(&to), length) >= 0)
        return {};
    const int error = errno;
    session.sender.reset();
    return Error::system("sending to " + target.to_string(), error);
}

Result<void> BfdSockets::open(const OutgoingProbe& request, Session& session) {
    session.sender.reset();
    if (auto heard = listen(session.place); !heard) return heard;
    const Result<int> fd = open_sender(request);
    if (!fd) return fd.error();
    session.source = request.config.source;
    session.sender = std::make_unique<boost::asio::posix::stream_descriptor>(loop_, *fd);
    return {};
}

Result<void> BfdSockets::listen(const Place& place) {
    if (listeners_.count(place) != 0) return {};
    const uint16_t port = place.multihop ? kMultihopPort : kSingleHopPort;
    const std::string doing = fmt::format("opening UDP port {} for BFD", port);
    const int fd = socket(place.family == Family::kIpv4 ? AF_INET : AF_INET6,
                          SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return Error::system(doing, errno);
    if (const int error = prepare_listener(fd, place.ifindex, place.family, port); error != 0) {
        ::close(fd);
        return Error::system(doing, error);
    }
    listeners_[place] = std::make_unique<DatagramReader>(
        loop_, fd, [this, place](const ReceivedDatagram& datagram) { received(place, datagram); });
    return {};
}

void BfdSockets::received(const Place& place, const ReceivedDatagram& datagram) {
    if (!place.multihop && datagram.info.ttl != kTtl) return;
    const auto packet = health::bfd::parse(datagram.bytes);
    if (!packet) return;
    const auto id = session_of(place, datagram.remote.address, packet->your_discriminator);
    if (!id) return;
    health::ProbeAnswer answer;
    answer.received_at = arrival_time(datagram.info);
    answer.bytes = datagram.bytes;
    answered_(*id, answer);
}

std::optional<health::ProbeId> BfdSockets::session_of(const Place& place, const IpAddress& remote,
                                                      uint32_t discriminator) const {
    const auto is_from_there = [&](const auto& known) {
        return known.second.place == place && known.second.target == remote;
    };
    const auto found = discriminator != 0 ? sessions_.find(health::probe_of_discriminator(discriminator))
                                          : std::find_if(sessions_.begin(), sessions_.end(), is_from_there);
    if (found != sessions_.end() && is_from_there(*found)) return found->first;
    return std::nullopt;
}

void BfdSockets::forget(TunnelId tunnel) {
    std::erase_if(sessions_, [=](const auto& session) { return session.first.tunnel == tunnel; });
    std::erase_if(listeners_, [this](const auto& listener) {
        return std::none_of(sessions_.begin(), sessions_.end(),
                            [&](const auto& session) { return session.second.place == listener.first; });
    });
}

}  // namespace hawser::loader
