// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "loader/kernel/netlink_socket.h"
#include "loader/kernel/policy_hash.h"

struct nlmsghdr;

namespace hawser::loader {

/// The kernel's policy database over NETLINK_XFRM.
class NetlinkPolicyHash final : public PolicyHashPort {
 public:
    explicit NetlinkPolicyHash(NetlinkSocket socket) : socket_(std::move(socket)) {}
    Result<PolicyDatabase> look() override;
    Result<void> set(const PolicyHashes& hashes) override;

 private:
    NetlinkSocket socket_;
};

}  // namespace hawser::loader
