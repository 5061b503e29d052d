// SPDX-License-Identifier: BSD-2-Clause
#include "loader/bpf/netfilter_watch.h"

#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

namespace hawser::loader {
namespace {

bool changes_chains(const nlmsghdr& message) {
    if (NFNL_SUBSYS_ID(message.nlmsg_type) != NFNL_SUBSYS_NFTABLES) return false;
    switch (NFNL_MSG_TYPE(message.nlmsg_type)) {
        case NFT_MSG_NEWTABLE:
        case NFT_MSG_DELTABLE:
        case NFT_MSG_NEWCHAIN:
        case NFT_MSG_DELCHAIN:
        case NFT_MSG_NEWRULE:
        case NFT_MSG_DELRULE:
            return true;
        default:
            return false;
    }
}

bool any_changes_chains(const void* data, size_t size) {
    auto left = static_cast<int>(size);
    for (const auto* message = static_cast<const nlmsghdr*>(data); NLMSG_OK(message, left);
         message = NLMSG_NEXT(message, left)) {
        if (changes_chains(*message)) return true;
    }
    return false;
}

}  // namespace

Result<NetfilterWatch> NetfilterWatch::open() {
    OwnedFd socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, NETLINK_NETFILTER));
    if (!socket) return Error::system("watch nftables", errno);
    sockaddr_nl address{};
    address.nl_family = AF_NETLINK;
    if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        return Error::system("watch nftables", errno);
    const int group = NFNLGRP_NFTABLES;
    if (::setsockopt(socket.get(), SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof group) != 0)
        return Error::system("watch nftables", errno);
    return NetfilterWatch(std::move(socket));
}

Result<bool> NetfilterWatch::take() {
    alignas(nlmsghdr) std::array<uint8_t, 65536> buffer{};
    bool changed = false;
    while (true) {
        const ssize_t got = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
        if (got >= 0) {
            changed = any_changes_chains(buffer.data(), static_cast<size_t>(got)) || changed;
        } else if (errno == ENOBUFS) {
            changed = true;
        } else if (errno == EAGAIN) {
            return changed;
        } else if (errno != EINTR) {
            return Error::system("hear of nftables", errno);
        }
    }
}

}  // namespace hawser::loader
