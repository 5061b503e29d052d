// SPDX-License-Identifier: BSD-2-Clause
#include "loader/kernel/link_encoding.h"

#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

namespace hawser::loader {
namespace {

NetlinkMessage link_message(uint16_t type, uint16_t flags, const ifinfomsg& info) {
    NetlinkMessage message(type, flags);
    message.put_header(info);
    return message;
}

ifinfomsg link_info(int ifindex) {
    ifinfomsg info{};
    info.ifi_family = AF_UNSPEC;
    info.ifi_index = ifindex;
    return info;
}

}  // namespace

NetlinkMessage encode_create_xfrm(const XfrmInterfaceSpec& spec) {
    NetlinkMessage message = link_message(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, link_info(0));
    message.put_string(IFLA_IFNAME, spec.name);
    message.put_u32(IFLA_MTU, spec.mtu);
    message.put_u32(IFLA_GROUP, spec.group);
    const size_t link_kind = message.begin_nest(IFLA_LINKINFO);
    message.put_string(IFLA_INFO_KIND, "xfrm");
    const size_t data = message.begin_nest(IFLA_INFO_DATA);
    if (spec.underlying != 0) message.put_u32(IFLA_XFRM_LINK, static_cast<uint32_t>(spec.underlying));
    // The kernel refuses both in one interface.
    if (spec.collect_metadata) {
        message.put_flag(IFLA_XFRM_COLLECT_METADATA);
    } else {
        message.put_u32(IFLA_XFRM_IF_ID, spec.if_id.value());
    }
    message.end_nest(data);
    message.end_nest(link_kind);
    return message;
}

NetlinkMessage encode_configure_xfrm(int ifindex, const XfrmInterfaceSpec& spec, bool ipv6) {
    NetlinkMessage message = link_message(RTM_SETLINK, 0, link_info(ifindex));
    message.put_string(IFLA_IFALIAS, to_alias(spec.owner));
    message.put_u32(IFLA_MTU, spec.mtu);
    message.put_u32(IFLA_GROUP, spec.group);
    if (!ipv6) return message;
    const size_t families = message.begin_nest(IFLA_AF_SPEC);
    const size_t inet6 = message.begin_nest(AF_INET6);
    message.put_u8(IFLA_INET6_ADDR_GEN_MODE, IN6_ADDR_GEN_MODE_NONE);
    message.end_nest(inet6);
    message.end_nest(families);
    return message;
}

NetlinkMessage encode_set_mtu(int ifindex, uint32_t mtu) {
    NetlinkMessage message = link_message(RTM_SETLINK, 0, link_info(ifindex));
    message.put_u32(IFLA_MTU, mtu);
    return message;
}

NetlinkMessage encode_set_up(int ifindex, bool up) {
    ifinfomsg info = link_info(ifindex);
    info.ifi_flags = up ? IFF_UP : 0;
    info.ifi_change = IFF_UP;
    return link_message(RTM_SETLINK, 0, info);
}

NetlinkMessage encode_delete_link(int ifindex) {
    return link_message(RTM_DELLINK, 0, link_info(ifindex));
}

NetlinkMessage encode_get_link(std::string_view name) {
    NetlinkMessage message = link_message(RTM_GETLINK, 0, link_info(0));
    message.put_string(IFLA_IFNAME, name);
    return message;
}

NetlinkMessage encode_get_link(int ifindex) {
    return link_message(RTM_GETLINK, 0, link_info(ifindex));
}

NetlinkMessage encode_list_links() {
    return link_message(RTM_GETLINK, NLM_F_DUMP, link_info(0));
}

NetlinkMessage encode_list_addresses() {
    NetlinkMessage message(RTM_GETADDR, NLM_F_DUMP);
    message.put_header(ifaddrmsg{});
    return message;
}

namespace {

NetlinkMessage address_message(uint16_t type, uint16_t flags, int ifindex, const IpAddress& address) {
    NetlinkMessage message(type, flags);
    ifaddrmsg info{};
    info.ifa_family = static_cast<uint8_t>(address.address_family());
    info.ifa_prefixlen = static_cast<uint8_t>(address.bits());
    info.ifa_scope = RT_SCOPE_UNIVERSE;
    info.ifa_index = static_cast<unsigned>(ifindex);
    message.put_header(info);
    message.put(IFA_LOCAL, address.bytes());
    message.put(IFA_ADDRESS, address.bytes());
    return message;
}

}  // namespace

NetlinkMessage encode_add_address(int ifindex, const IpAddress& address) {
    NetlinkMessage message = address_message(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, ifindex, address);
    // Nobody else can have it: there is nobody to ask on a tunnel.
    message.put_u32(IFA_FLAGS, IFA_F_NODAD | IFA_F_NOPREFIXROUTE);
    message.put_u8(IFA_PROTO, kAddressProtocol);
    return message;
}

NetlinkMessage encode_delete_address(int ifindex, const IpAddress& address) {
    return address_message(RTM_DELADDR, 0, ifindex, address);
}

}  // namespace hawser::loader
