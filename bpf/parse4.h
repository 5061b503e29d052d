/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef HAWSER_BPF_PARSE4_H
#define HAWSER_BPF_PARSE4_H

#include "drop.h"
#include "load.h"
#include "upper.h"

#define HW_IP4_DF 0x4000
#define HW_IP4_MORE_OR_OFFSET 0x3fff

static __always_inline int hw_routable4(hw_u32 addr_be) {
    hw_u32 addr = bpf_ntohl(addr_be);

    return addr < 0xe0000000u && (addr >> 16) != 0xa9fe;
}

/* The total length, or that of the whole packet where GSO left the field 0 because it does not fit (BIG
 * TCP, 6.3). */
static __always_inline hw_u32 hw_length4(struct __sk_buff* skb, const struct iphdr* ip, hw_u32 available) {
    hw_u32 length = bpf_ntohs(ip->tot_len);

    return !length && skb->gso_size ? available : length;
}

static __always_inline int hw_parse4(struct __sk_buff* skb, struct hw_packet* packet) {
    struct iphdr ip;
    hw_u32 available;
    hw_u16 fragment;
    int l2;

    if (hw_load(skb, 0, &ip, sizeof(ip))) return -HW_DROP_MALFORMED;
    l2 = hw_find_l2(skb, (const hw_u32*)&ip);
    if (l2 < 0) return -HW_DROP_BAD_L2;
    available = skb->len - (hw_u32)l2;
    packet->length = hw_length4(skb, &ip, available);
    packet->l4_offset = (hw_u16)(ip.ihl * 4);
    if (ip.version != 4 || ip.ihl < 5 || packet->length < packet->l4_offset || packet->length > available)
        return -HW_DROP_MALFORMED;
    fragment = bpf_ntohs(ip.frag_off);
    packet->family = 4;
    packet->protocol = ip.protocol;
    packet->ttl = ip.ttl;
    packet->l2_len = (hw_u16)l2;
    packet->flags |= fragment & HW_IP4_MORE_OR_OFFSET ? HW_PACKET_FRAGMENT : 0;
    packet->flags |= fragment & HW_IP4_DF ? HW_PACKET_DF : 0;
    packet->flags |= ip.ihl > 5 ? HW_PACKET_OPTIONS : 0;
    packet->flags |= hw_routable4(ip.daddr) ? 0 : HW_PACKET_NO_UNICAST;
    __builtin_memcpy(packet->src, &ip.saddr, 4);
    __builtin_memcpy(packet->dst, &ip.daddr, 4);
    return 0;
}

#endif
