/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef HAWSER_BPF_PARSE6_H
#define HAWSER_BPF_PARSE6_H

#include "drop.h"
#include "extensions6.h"
#include "load.h"
#include "upper.h"

static __always_inline int hw_link_local6(const hw_u8* addr) {
    return addr[0] == 0xfe && (addr[1] & 0xc0) == 0x80;
}

/* The unspecified address or the loopback address. */
static __always_inline int hw_this_host6(const hw_u8* addr) {
    const hw_u32* words = (const hw_u32*)addr;

    return !(words[0] | words[1] | words[2]) && bpf_ntohl(words[3]) <= 1;
}

/* RFC 4291, 2.5.6: no router forwards a packet with a link-local source or destination. The stack knows the
 * answer to such a source (RFC 4443, 3.1). */
static __always_inline hw_u8 hw_address_flags6(const hw_u8* src, const hw_u8* dst) {
    int stays = dst[0] == 0xff || hw_link_local6(dst) || hw_link_local6(src) || hw_this_host6(dst);

    return (stays ? HW_PACKET_NO_UNICAST : 0) |
           (src[0] == 0xff || hw_this_host6(src) ? HW_PACKET_BAD_SOURCE : 0);
}

static __always_inline int hw_parse6(struct __sk_buff* skb, struct hw_packet* packet) {
    struct ipv6hdr ip;
    hw_u32 available, payload;
    int l2;

    if (hw_load(skb, 0, &ip, sizeof(ip))) return -HW_DROP_MALFORMED;
    packet->family = 6;
    __builtin_memcpy(packet->src, &ip.saddr, 16);
    __builtin_memcpy(packet->dst, &ip.daddr, 16);
    l2 = hw_find_l2(skb, (const hw_u32*)&ip);
    if (l2 < 0) return -HW_DROP_BAD_L2;
    available = skb->len - (hw_u32)l2;
    payload = bpf_ntohs(ip.payload_len);
    packet->length = !payload && skb->gso_size ? available : payload + (hw_u32)sizeof(ip);
    if (ip.version != 6 || packet->length > available) return -HW_DROP_MALFORMED;
    packet->protocol = ip.nexthdr;
    packet->ttl = ip.hop_limit;
    packet->dscp = (hw_u8)(ip.priority << 2 | ip.flow_lbl[0] >> 6);
    packet->l2_len = (hw_u16)l2;
    packet->flags |= HW_PACKET_DF | hw_address_flags6(packet->src, packet->dst);
    return hw_skip_extensions(skb, sizeof(ip), packet);
}

#endif
