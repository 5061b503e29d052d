// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "loader/kernel/netlink_socket.h"
#include "loader/kernel/xfrm_port.h"

namespace hawser::loader {

/// The kernel's XFRM over NETLINK_XFRM.
class NetlinkXfrm final : public XfrmPort {
 public:
    explicit NetlinkXfrm(NetlinkSocket socket) : socket_(std::move(socket)) {}

    Result<void> add_sa(const SaRequest& request) override;
    Result<void> update_sa_encap(const SaKey& key, const EspEncap& encap) override;
    Result<void> move_sa(const SaKey& key, const IpAddress& source, const IpAddress& destination,
                         const std::optional<EspEncap>& encap) override;
    Result<void> delete_sa(const SaKey& key) override;
    Result<std::vector<SaInfo>> list_sas(const IfIdSet& ours) override;
    Result<SaCounters> sa_counters(const SaKey& key) override;
    Result<void> ensure_policy(const PolicyRequest& request) override;
    Result<void> delete_policy(const PolicyKey& key) override;
    Result<std::vector<PolicyInfo>> list_policies(const IfIdSet& ours) override;

 private:
    using Rewrite = std::function<std::optional<NetlinkMessage>(const nlmsghdr&)>;
    /// Asks for the SA and makes a request out of the answer.
    Result<NetlinkMessage> rewritten(const SaKey& key, const std::string& doing, const Rewrite& rewrite);

    NetlinkSocket socket_;
};

}  // namespace hawser::loader
