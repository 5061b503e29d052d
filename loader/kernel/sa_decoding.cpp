// SPDX-License-Identifier: BSD-2-Clause
#include "loader/kernel/sa_decoding.h"

#include <arpa/inet.h>
#include <linux/netlink.h>
#include <linux/xfrm.h>
#include <netinet/in.h>

#include "loader/kernel/netlink_attributes.h"
#include "loader/kernel/xfrm_address.h"

namespace hawser::loader {
namespace {

uint64_t limit_of(uint64_t kernel_limit) {
    return kernel_limit != XFRM_INF ? kernel_limit : 0;
}

SaLimits limits_of(const xfrm_lifetime_cfg& lifetime) {
    return {.soft_bytes = limit_of(lifetime.soft_byte_limit),
            .hard_bytes = limit_of(lifetime.hard_byte_limit),
            .soft_packets = limit_of(lifetime.soft_packet_limit),
            .hard_packets = limit_of(lifetime.hard_packet_limit)};
}

SaKey key_of(const xfrm_usersa_info& info, uint32_t if_id) {
    return {.destination = from_xfrm_address(info.id.daddr, info.family),
            .spi = ntohl(info.id.spi),
            .if_id = IfId(if_id)};
}

SaCounters counters_of(const xfrm_usersa_info& info, const NetlinkAttributes& attributes) {
    return {.bytes = info.curlft.bytes,
            .packets = info.curlft.packets,
            .replay_window_errors = info.stats.replay_window,
            .replay_errors = info.stats.replay,
            .integrity_errors = info.stats.integrity_failed,
            .added = info.curlft.add_time,
            .first_used = info.curlft.use_time,
            .last_used = attributes.as<uint64_t>(XFRMA_LASTUSED).value_or(0)};
}

std::optional<EspEncap> encap_of(const NetlinkAttributes& attributes) {
    const auto encap = attributes.as<xfrm_encap_tmpl>(XFRMA_ENCAP);
    if (!encap) return std::nullopt;
    return EspEncap{.source_port = ntohs(encap->encap_sport), .destination_port = ntohs(encap->encap_dport)};
}

/// Nothing where the SA has the old kind of state, whose window is in its fixed part.
std::optional<uint32_t> replay_window_of(const NetlinkAttributes& attributes) {
    const ByteView value = attributes.get(XFRMA_REPLAY_ESN_VAL);
    if (value.size() < sizeof(xfrm_replay_state_esn)) return std::nullopt;
    xfrm_replay_state_esn state;
    std::memcpy(&state, value.data(), sizeof(state));
    return state.replay_window;
}

}  // namespace

std::optional<SaInfo> decode_sa(const nlmsghdr& message) {
    if (message.nlmsg_type != XFRM_MSG_NEWSA) return std::nullopt;
    const auto parsed = parse_message<xfrm_usersa_info>(message);
    if (!parsed) return std::nullopt;
    const xfrm_usersa_info& info = parsed->header;
    const uint32_t if_id = parsed->attributes.u32(XFRMA_IF_ID).value_or(0);
    if (info.id.proto != IPPROTO_ESP || info.mode != XFRM_MODE_TUNNEL || if_id == 0) return std::nullopt;
    SaInfo sa;
    sa.key = key_of(info, if_id);
    sa.source = from_xfrm_address(info.saddr, info.family);
    sa.reqid = info.reqid;
    sa.esn = (info.flags & XFRM_STATE_ESN) != 0;
    sa.replay_window = replay_window_of(parsed->attributes).value_or(info.replay_window);
    sa.direction = sa.replay_window > 1 ? SaDirection::kIn : SaDirection::kOut;
    sa.encap = encap_of(parsed->attributes);
    sa.limits = limits_of(info.lft);
    sa.counters = counters_of(info, parsed->attributes);
    return sa;
}

std::optional<SaExpiry> decode_expiry(const nlmsghdr& message) {
    if (message.nlmsg_type != XFRM_MSG_EXPIRE) return std::nullopt;
    const auto parsed = parse_message<xfrm_user_expire>(message);
    if (!parsed) return std::nullopt;
    const xfrm_usersa_info& info = parsed->header.state;
    const uint32_t if_id = parsed->attributes.u32(XFRMA_IF_ID).value_or(0);
    if (info.id.proto != IPPROTO_ESP || info.mode != XFRM_MODE_TUNNEL || if_id == 0) return std::nullopt;
    return SaExpiry{.key = key_of(info, if_id), .hard = parsed->header.hard != 0};
}

std::optional<SaMapping> decode_mapping(const nlmsghdr& message) {
    if (message.nlmsg_type != XFRM_MSG_MAPPING) return std::nullopt;
    const auto parsed = parse_message<xfrm_user_mapping>(message);
    if (!parsed) return std::nullopt;
    const xfrm_user_mapping& mapping = parsed->header;
    if (mapping.id.proto != IPPROTO_ESP || mapping.reqid == 0) return std::nullopt;
    return SaMapping{
        .key = {.destination = from_xfrm_address(mapping.id.daddr, mapping.id.family),
                .spi = ntohl(mapping.id.spi),
                .if_id = IfId(mapping.reqid)},
        .seen = {from_xfrm_address(mapping.new_saddr, mapping.id.family), ntohs(mapping.new_sport)}};
}

}  // namespace hawser::loader
