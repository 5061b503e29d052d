// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <initializer_list>

#include "base/result.h"

struct nlmsghdr;

namespace hawser::loader {

/// Hears what the kernel tells the groups of one netlink protocol. Bare sockets here: libnl turns ENOBUFS
/// into an error like others, and it is the one that matters.
class NetlinkMulticast {
 public:
    using Visit = std::function<void(const nlmsghdr&)>;

    /// `protocol` is NETLINK_ROUTE or NETLINK_XFRM; in the network namespace of the calling thread.
    static Result<NetlinkMulticast> open(int protocol, std::initializer_list<int> groups);
    NetlinkMulticast(NetlinkMulticast&& other) noexcept;
    NetlinkMulticast& operator=(NetlinkMulticast&&) = delete;
    ~NetlinkMulticast();

    [[nodiscard]] int fd() const { return fd_; }
    /// Shows every message that waits; does not block. True: some were lost, the buffer was too small.
    Result<bool> take(const Visit& visit);

 private:
    explicit NetlinkMulticast(int fd) : fd_(fd) {}
    void read(size_t length, const Visit& visit) const;

    int fd_;
    alignas(8) std::array<uint8_t, 65536> buffer_{};
};

}  // namespace hawser::loader
