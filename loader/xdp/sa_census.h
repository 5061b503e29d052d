// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <memory>
#include <set>

#include "base/result.h"
#include "loader/bpf/owned_fd.h"
#include "loader/kernel/netlink_socket.h"
#include "loader/outer/outer_port.h"

namespace hawser::loader {

/// Every ESP SA of the machine, whoever made it: IPsec of other programs must not be taken for unknown.
class SaCensus {
 public:
    static Result<std::unique_ptr<SaCensus>> open();
    SaCensus(NetlinkSocket socket, OwnedFd events) : socket_(std::move(socket)), events_(std::move(events)) {}

    Result<std::set<SpiName>> count();
    /// Readable when SAs come and go. Owned by the census.
    [[nodiscard]] int fd() const { return events_.get(); }
    /// SAs made since the last call; nothing where the kernel's messages were lost. Does not block.
    std::optional<std::set<SpiName>> take_new();

 private:
    NetlinkSocket socket_;
    OwnedFd events_;
};

/// Whether `listed` has all of `present`.
[[nodiscard]] bool lists_all(const std::set<SpiName>& listed, const std::set<SpiName>& present);

}  // namespace hawser::loader
