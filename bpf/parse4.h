/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef HAWSER_BPF_PARSE4_H
#define HAWSER_BPF_PARSE4_H

#include "drop.h"
#include "load.h"
#include "upper.h"

#define HW_IP4_DF 0x4000
#define HW_IP4_MORE 0x2000
#define HW_IP4_OFFSET 0x1fff

static __always_inline int hw_this_host4(hw_u32 addr) {
    return addr >> 24 == 0 || addr >> 24 == 127; /* RFC 1122, 3.2.1.3: never on a wire as a destination */
}

/* Whether a router may forward to this address: RFC 3927, 7 for link-local, RFC 1812, 5.3.3 for the rest. */
static __always_inline int hw_routable4(hw_u32 addr_be) {
    hw_u32 addr = bpf_ntohl(addr_be);

    return addr < 0xe0000000u && addr >> 16 != 0xa9fe && !hw_this_host4(addr);
}

/* RFC 1812, 5.3.7: addresses that a router has to refuse as sources. */
static __always_inline int hw_bad_source4(hw_u32 addr_be) {
    hw_u32 addr = bpf_ntohl(addr_be);

    return hw_this_host4(addr) || addr >> 28 == 0xe || addr == 0xffffffffu;
}

static __always_inline hw_u8 hw_address_flags4(hw_u32 src_be, hw_u32 dst_be) {
    return (hw_routable4(dst_be) ? 0 : HW_PACKET_NO_UNICAST) |
           (hw_bad_source4(src_be) ? HW_PACKET_BAD_SOURCE : 0);
}

static __always_inline hw_u8 hw_fragment_flags4(hw_u16 fragment) {
    return (fragment & (HW_IP4_MORE | HW_IP4_OFFSET) ? HW_PACKET_FRAGMENT : 0) |
           (fragment & HW_IP4_OFFSET ? HW_PACKET_LATER : 0) | (fragment & HW_IP4_DF ? HW_PACKET_DF : 0);
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
    packet->family = 4;
    __builtin_memcpy(packet->src, &ip.saddr, 4);
    __builtin_memcpy(packet->dst, &ip.daddr, 4);
    l2 = hw_find_l2(skb, (const hw_u32*)&ip);
    if (l2 < 0) return -HW_DROP_BAD_L2;
    available = skb->len - (hw_u32)l2;
    packet->length = hw_length4(skb, &ip, available);
    packet->l4_offset = (hw_u16)(ip.ihl * 4);
    if (ip.version != 4 || ip.ihl < 5 || packet->length < packet->l4_offset || packet->length > available)
        return -HW_DROP_MALFORMED;
    fragment = bpf_ntohs(ip.frag_off);
    packet->protocol = ip.protocol;
    packet->ttl = ip.ttl;
    packet->dscp = ip.tos >> 2;
    packet->l2_len = (hw_u16)l2;
    packet->flags |= hw_address_flags4(ip.saddr, ip.daddr) | hw_fragment_flags4(fragment) |
                     (ip.ihl > 5 ? HW_PACKET_OPTIONS : 0);
    __builtin_memcpy(&packet->fragment_id, &ip.id, sizeof(ip.id));
    return hw_overwrites_tcp(packet, fragment & HW_IP4_OFFSET) ? -HW_DROP_TINY_FRAGMENT : 0;
}

#endif
