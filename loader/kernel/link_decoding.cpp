// SPDX-License-Identifier: BSD-2-Clause
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include "loader/kernel/link_encoding.h"
#include "loader/kernel/netlink_attributes.h"

namespace hawser::loader {
namespace {

void read_link_info(ByteView nested, Link& link) {
    const NetlinkAttributes info(nested);
    link.kind = info.string(IFLA_INFO_KIND);
    if (link.kind != "xfrm") return;
    const NetlinkAttributes data(info.get(IFLA_INFO_DATA));
    link.if_id = IfId(data.u32(IFLA_XFRM_IF_ID).value_or(0));
    link.underlying = static_cast<int>(data.u32(IFLA_XFRM_LINK).value_or(0));
    link.collect_metadata = data.flag(IFLA_XFRM_COLLECT_METADATA);
}

}  // namespace

std::optional<Link> decode_link(const nlmsghdr& message) {
    if (message.nlmsg_type != RTM_NEWLINK && message.nlmsg_type != RTM_DELLINK) return std::nullopt;
    const auto parsed = parse_message<ifinfomsg>(message);
    // A bridge reports its ports' state as links of its own family.
    if (!parsed || parsed->header.ifi_family != AF_UNSPEC) return std::nullopt;
    const NetlinkAttributes& attributes = parsed->attributes;
    Link link;
    link.ifindex = parsed->header.ifi_index;
    link.name = attributes.string(IFLA_IFNAME);
    link.alias = attributes.string(IFLA_IFALIAS);
    link.mtu = attributes.u32(IFLA_MTU).value_or(0);
    link.group = attributes.u32(IFLA_GROUP).value_or(0);
    link.hardware_type = parsed->header.ifi_type;
    link.up = (parsed->header.ifi_flags & IFF_UP) != 0;
    link.carrier = (parsed->header.ifi_flags & IFF_LOWER_UP) != 0;
    read_link_info(attributes.get(IFLA_LINKINFO), link);
    return link;
}

std::optional<LinkCounters> decode_counters(const nlmsghdr& message) {
    if (message.nlmsg_type != RTM_NEWLINK) return std::nullopt;
    const auto parsed = parse_message<ifinfomsg>(message);
    if (!parsed) return std::nullopt;
    // Newer kernels have longer ones, which begin alike.
    const auto stats = parsed->attributes.as<rtnl_link_stats64>(IFLA_STATS64);
    if (!stats) return std::nullopt;
    return LinkCounters{stats->rx_bytes, stats->tx_bytes};
}

std::optional<LinkAddress> decode_address(const nlmsghdr& message) {
    if (message.nlmsg_type != RTM_NEWADDR && message.nlmsg_type != RTM_DELADDR) return std::nullopt;
    const auto parsed = parse_message<ifaddrmsg>(message);
    if (!parsed) return std::nullopt;
    const NetlinkAttributes& attributes = parsed->attributes;
    // IFA_ADDRESS is the other end where IFA_LOCAL is there and differs (if_addr.h).
    const auto address = attributes.address(IFA_ADDRESS);
    const auto local = attributes.address(IFA_LOCAL);
    if (!address && !local) return std::nullopt;
    const uint32_t flags = attributes.u32(IFA_FLAGS).value_or(parsed->header.ifa_flags);
    LinkAddress result;
    result.ifindex = static_cast<int>(parsed->header.ifa_index);
    result.address = local ? *local : *address;
    if (address && *address != result.address) result.peer = *address;
    result.prefix_length = std::min<unsigned>(parsed->header.ifa_prefixlen, result.address.bits());
    result.global = parsed->header.ifa_scope == RT_SCOPE_UNIVERSE;
    result.tentative = (flags & (IFA_F_TENTATIVE | IFA_F_DADFAILED)) != 0;
    result.protocol = attributes.as<uint8_t>(IFA_PROTO).value_or(0);
    result.deprecated = (flags & IFA_F_DEPRECATED) != 0;
    return result;
}

}  // namespace hawser::loader
