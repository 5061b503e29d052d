// SPDX-License-Identifier: BSD-2-Clause
#include <linux/fib_rules.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include "base/check.h"
#include "loader/kernel/netlink_attributes.h"
#include "loader/kernel/route_encoding.h"

namespace hawser::loader {
namespace {

constexpr uint32_t kNoGroup = 0xffffffff;  // what the kernel may list for "none"

void put_rule(NetlinkMessage& message, const Rule& rule) {
    HAWSER_CHECK(!rule.source || rule.source->family() == rule.family, "a rule has one family");
    fib_rule_hdr header{};
    header.family = rule.family == Family::kIpv4 ? AF_INET : AF_INET6;
    header.src_len = static_cast<uint8_t>(rule.source ? rule.source->bits() : 0);
    header.table = rule.table < 256 ? static_cast<uint8_t>(rule.table) : uint8_t{RT_TABLE_UNSPEC};
    header.action = FR_ACT_TO_TBL;
    message.put_header(header);
    if (rule.source) message.put_address(FRA_SRC, *rule.source);
    if (!rule.input_interface.empty()) message.put_string(FRA_IIFNAME, rule.input_interface);
    message.put_u32(FRA_PRIORITY, rule.priority);
    message.put_u32(FRA_TABLE, rule.table);
    if (rule.suppress_group) message.put_u32(FRA_SUPPRESS_IFGROUP, *rule.suppress_group);
    message.put_u8(FRA_PROTOCOL, rule.protocol);
}

}  // namespace

NetlinkMessage encode_add_rule(const Rule& rule) {
    NetlinkMessage message(RTM_NEWRULE, NLM_F_CREATE | NLM_F_EXCL);
    put_rule(message, rule);
    return message;
}

NetlinkMessage encode_delete_rule(const Rule& rule) {
    NetlinkMessage message(RTM_DELRULE, 0);
    put_rule(message, rule);
    return message;
}

NetlinkMessage encode_list_rules(Family family) {
    fib_rule_hdr header{};
    header.family = family == Family::kIpv4 ? AF_INET : AF_INET6;
    NetlinkMessage message(RTM_GETRULE, NLM_F_DUMP);
    message.put_header(header);
    return message;
}

std::optional<Rule> decode_rule(const nlmsghdr& message) {
    if (message.nlmsg_type != RTM_NEWRULE && message.nlmsg_type != RTM_DELRULE) return std::nullopt;
    const auto parsed = parse_message<fib_rule_hdr>(message);
    if (!parsed) return std::nullopt;
    const fib_rule_hdr& header = parsed->header;
    if (header.family != AF_INET && header.family != AF_INET6) return std::nullopt;
    const NetlinkAttributes& attributes = parsed->attributes;
    Rule rule;
    rule.family = header.family == AF_INET ? Family::kIpv4 : Family::kIpv6;
    rule.priority = attributes.u32(FRA_PRIORITY).value_or(0);
    rule.source = attributes.address(FRA_SRC);
    rule.input_interface = attributes.string(FRA_IIFNAME);
    rule.table = attributes.u32(FRA_TABLE).value_or(header.table);
    rule.suppress_group = attributes.u32(FRA_SUPPRESS_IFGROUP);
    if (rule.suppress_group == kNoGroup) rule.suppress_group.reset();
    rule.protocol = attributes.u8(FRA_PROTOCOL).value_or(0);
    return rule;
}

}  // namespace hawser::loader
