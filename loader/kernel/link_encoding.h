// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>
#include <string_view>

#include "loader/kernel/links.h"
#include "loader/kernel/netlink_message.h"

struct nlmsghdr;

namespace hawser::loader {

/// RTM_NEWLINK that makes an XFRM interface, down: alias and IPv6 settings can only be given afterwards.
[[nodiscard]] NetlinkMessage encode_create_xfrm(const XfrmInterfaceSpec& spec);
/// RTM_SETLINK with the alias, MTU, group, and no IPv6 link-local address (where the kernel has IPv6).
[[nodiscard]] NetlinkMessage encode_configure_xfrm(int ifindex, const XfrmInterfaceSpec& spec, bool ipv6);
[[nodiscard]] NetlinkMessage encode_set_mtu(int ifindex, uint32_t mtu);
[[nodiscard]] NetlinkMessage encode_set_up(int ifindex, bool up);
[[nodiscard]] NetlinkMessage encode_delete_link(int ifindex);
[[nodiscard]] NetlinkMessage encode_get_link(std::string_view name);
[[nodiscard]] NetlinkMessage encode_get_link(int ifindex);
[[nodiscard]] NetlinkMessage encode_list_links();
[[nodiscard]] NetlinkMessage encode_list_addresses();

/// RTM_NEWADDR of one address with kAddressProtocol, usable at once, and RTM_DELADDR.
[[nodiscard]] NetlinkMessage encode_add_address(int ifindex, const IpAddress& address);
[[nodiscard]] NetlinkMessage encode_delete_address(int ifindex, const IpAddress& address);

/// RTM_NEWLINK and RTM_DELLINK.
[[nodiscard]] std::optional<Link> decode_link(const nlmsghdr& message);
/// Of RTM_NEWLINK; absent where the message has none.
[[nodiscard]] std::optional<LinkCounters> decode_counters(const nlmsghdr& message);
/// RTM_NEWADDR and RTM_DELADDR.
[[nodiscard]] std::optional<LinkAddress> decode_address(const nlmsghdr& message);

}  // namespace hawser::loader
