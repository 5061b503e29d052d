// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>

#include "loader/kernel/link_port.h"
#include "loader/kernel/netlink_socket.h"

namespace hawser::loader {

/// Interfaces and addresses over NETLINK_ROUTE.
class NetlinkLinks final : public LinkPort {
 public:
    explicit NetlinkLinks(NetlinkSocket socket) : socket_(std::move(socket)) {}

    Result<std::vector<Link>> list_links() override;
    Result<std::vector<LinkAddress>> list_addresses() override;
    Result<LinkCounters> read_counters(int ifindex) override;
    Result<EnsuredLink> ensure_xfrm_interface(const XfrmInterfaceSpec& spec) override;
    Result<void> set_mtu(int ifindex, uint32_t mtu) override;
    Result<void> set_up(int ifindex, bool up) override;
    Result<void> add_address(int ifindex, const IpAddress& address) override;
    Result<void> delete_address(int ifindex, const IpAddress& address) override;
    Result<void> delete_link(int ifindex) override;

 private:
    /// Nothing where there is no interface of this name.
    Result<std::optional<Link>> find(const std::string& name);
    Result<Link> create(const XfrmInterfaceSpec& spec);
    Result<void> configure(int ifindex, const XfrmInterfaceSpec& spec);

    NetlinkSocket socket_;
};

}  // namespace hawser::loader
