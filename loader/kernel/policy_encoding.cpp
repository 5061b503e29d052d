// SPDX-License-Identifier: BSD-2-Clause
#include "loader/kernel/policy_encoding.h"

#include <arpa/inet.h>
#include <linux/netlink.h>
#include <linux/xfrm.h>
#include <netinet/in.h>

#include "base/check.h"
#include "loader/kernel/netlink_attributes.h"
#include "loader/kernel/xfrm_address.h"

namespace hawser::loader {
namespace {

constexpr uint16_t kWholePort = 0xffff;

xfrm_selector to_selector(const PolicySelector& from) {
    HAWSER_CHECK(from.source.family() == from.destination.family(), "a selector has one family");
    xfrm_selector selector{};
    selector.saddr = to_xfrm_address(from.source.address());
    selector.daddr = to_xfrm_address(from.destination.address());
    selector.prefixlen_s = static_cast<uint8_t>(from.source.length());
    selector.prefixlen_d = static_cast<uint8_t>(from.destination.length());
    selector.family = static_cast<uint16_t>(from.source.address().address_family());
    selector.proto = from.protocol;
    selector.sport = htons(from.source_port);
    selector.sport_mask = from.source_port == 0 ? 0 : kWholePort;
    selector.dport = htons(from.destination_port);
    selector.dport_mask = from.destination_port == 0 ? 0 : kWholePort;
    return selector;
}

PolicySelector from_selector(const xfrm_selector& from) {
    return {.source = from_xfrm_prefix(from.saddr, from.prefixlen_s, from.family),
            .destination = from_xfrm_prefix(from.daddr, from.prefixlen_d, from.family),
            .protocol = from.proto,
            .source_port = ntohs(from.sport),
            .destination_port = ntohs(from.dport)};
}

xfrm_user_tmpl esp_template(const PolicyRequest& request) {
    HAWSER_CHECK(request.tunnel_source.family() == request.tunnel_destination.family(),
                 "a template has one outer family");
    xfrm_user_tmpl tmpl{};
    tmpl.id.daddr = to_xfrm_address(request.tunnel_destination);
    tmpl.id.proto = IPPROTO_ESP;
    tmpl.saddr = to_xfrm_address(request.tunnel_source);
    tmpl.family = static_cast<uint16_t>(request.tunnel_source.address_family());
    tmpl.reqid = request.if_id.value();
    tmpl.mode = XFRM_MODE_TUNNEL;
    // Which algorithms is the SA's affair.
    tmpl.aalgos = tmpl.ealgos = tmpl.calgos = ~0U;
    return tmpl;
}

}  // namespace

NetlinkMessage encode_update_policy(const PolicyRequest& request) {
    HAWSER_CHECK(request.if_id.value() != 0, "a policy of ours has an if_id");
    xfrm_userpolicy_info info{};
    info.sel = to_selector(request.selector);
    info.lft = endless_lifetime();
    info.priority = request.priority;
    info.dir = static_cast<uint8_t>(request.direction);
    info.action = XFRM_POLICY_ALLOW;
    info.share = XFRM_SHARE_ANY;
    // With XFRM_STATE_ICMP of the SA: errors about a packet inside the selectors may come from outside them.
    if (request.direction != PolicyDirection::kOut) info.flags = XFRM_POLICY_ICMP;
    NetlinkMessage message = NetlinkMessage::small(XFRM_MSG_UPDPOLICY, 0);
    message.put_header(info);
    message.put_struct(XFRMA_TMPL, esp_template(request));
    message.put_u32(XFRMA_IF_ID, request.if_id.value());
    return message;
}

NetlinkMessage encode_delete_policy(const PolicyKey& key) {
    xfrm_userpolicy_id id{};
    id.sel = to_selector(key.selector);
    id.dir = static_cast<uint8_t>(key.direction);
    NetlinkMessage message = NetlinkMessage::small(XFRM_MSG_DELPOLICY, 0);
    message.put_header(id);
    message.put_u32(XFRMA_IF_ID, key.if_id.value());
    return message;
}

NetlinkMessage encode_list_policies() {
    return NetlinkMessage::small(XFRM_MSG_GETPOLICY, NLM_F_DUMP);
}

std::optional<PolicyInfo> decode_policy(const nlmsghdr& message) {
    if (message.nlmsg_type != XFRM_MSG_NEWPOLICY) return std::nullopt;
    const auto parsed = parse_message<xfrm_userpolicy_info>(message);
    if (!parsed) return std::nullopt;
    const xfrm_userpolicy_info& info = parsed->header;
    const uint32_t if_id = parsed->attributes.u32(XFRMA_IF_ID).value_or(0);
    if (if_id == 0 || info.dir > XFRM_POLICY_FWD) return std::nullopt;
    PolicyInfo policy;
    policy.key = {.direction = static_cast<PolicyDirection>(info.dir),
                  .selector = from_selector(info.sel),
                  .if_id = IfId(if_id)};
    policy.priority = info.priority;
    policy.index = info.index;
    if (const auto tmpl = parsed->attributes.as<xfrm_user_tmpl>(XFRMA_TMPL)) {
        policy.reqid = tmpl->reqid;
        policy.tunnel_source = from_xfrm_address(tmpl->saddr, tmpl->family);
        policy.tunnel_destination = from_xfrm_address(tmpl->id.daddr, tmpl->family);
    }
    return policy;
}

}  // namespace hawser::loader
