// SPDX-License-Identifier: BSD-2-Clause
#include "loader/xdp/sa_census.h"

#include <arpa/inet.h>
#include <linux/netlink.h>
#include <linux/xfrm.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "loader/kernel/netlink_attributes.h"
#include "loader/kernel/netlink_message.h"

namespace hawser::loader {
namespace {

/// SPI 0 is a larval SA, which waits for a key daemon and reads nothing.
std::optional<SpiName> esp_of(const nlmsghdr& message) {
    if (message.nlmsg_type != XFRM_MSG_NEWSA && message.nlmsg_type != XFRM_MSG_UPDSA) return std::nullopt;
    const auto parsed = parse_message<xfrm_usersa_info>(message);
    if (!parsed) return std::nullopt;
    const xfrm_usersa_info& sa = parsed->header;
    if (sa.id.proto != IPPROTO_ESP || sa.id.spi == 0) return std::nullopt;
    const size_t length = sa.family == AF_INET ? 4 : 16;
    const auto* bytes = reinterpret_cast<const uint8_t*>(&sa.id.daddr);
    return SpiName{IpAddress::from_bytes({bytes, length}), ntohl(sa.id.spi)};
}

Result<OwnedFd> open_events() {
    OwnedFd fd(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_XFRM));
    if (!fd) return Error::system("opening a netlink socket for SAs", errno);
    sockaddr_nl address{};
    address.nl_family = AF_NETLINK;
    const int group = XFRMNLGRP_SA;
    if (::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        ::setsockopt(fd.get(), SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof group) != 0)
        return Error::system("listening for SAs", errno);
    return fd;
}

}  // namespace

Result<std::unique_ptr<SaCensus>> SaCensus::open() {
    Result<OwnedFd> events = open_events();
    if (!events) return events.error();
    Result<NetlinkSocket> socket = NetlinkSocket::open(NETLINK_XFRM);
    if (!socket) return socket.error();
    return std::make_unique<SaCensus>(*std::move(socket), *std::move(events));
}

Result<std::set<SpiName>> SaCensus::count() {
    std::set<SpiName> present;
    NetlinkMessage question(XFRM_MSG_GETSA, NLM_F_DUMP);
    const auto visit = [&](const nlmsghdr& message) {
        if (auto name = esp_of(message)) present.insert(*name);
    };
    Result<void> asked = socket_.query(question, "counting the SAs", visit, [&] { present.clear(); });
    if (!asked) return asked.error();
    return present;
}

std::optional<std::set<SpiName>> SaCensus::take_new() {
    std::set<SpiName> made;
    alignas(nlmsghdr) std::array<uint8_t, 32768> buffer{};
    for (;;) {
        const ssize_t length = ::recv(events_.get(), buffer.data(), buffer.size(), MSG_DONTWAIT | MSG_TRUNC);
        if (length < 0 && errno == EINTR) continue;
        if (length < 0 && errno == EAGAIN) return made;
        if (length < 0 || static_cast<size_t>(length) > buffer.size()) return std::nullopt;
        auto left = static_cast<unsigned>(length);
        for (const auto* message = reinterpret_cast<const nlmsghdr*>(buffer.data()); NLMSG_OK(message, left);
             message = NLMSG_NEXT(message, left)) {
            if (auto name = esp_of(*message)) made.insert(*name);
        }
    }
}

bool lists_all(const std::set<SpiName>& listed, const std::set<SpiName>& present) {
    return std::includes(listed.begin(), listed.end(), present.begin(), present.end());
}

}  // namespace hawser::loader
