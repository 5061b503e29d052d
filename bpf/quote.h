/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The packet that an ICMP error quotes: as much of it as names its flow. RFC 792 promises 8 bytes of the
 * upper layer. */
#ifndef HAWSER_BPF_QUOTE_H
#define HAWSER_BPF_QUOTE_H

#include "fragment.h"
#include "load.h"
#include "parse4.h"
#include "parse6.h"
#include "upper.h"

static __always_inline int hw_quote_header4(struct __sk_buff* skb, hw_u32 offset, struct hw_packet* quoted) {
    struct iphdr ip;

    if (hw_load(skb, offset, &ip, sizeof(ip)) || ip.version != 4 || ip.ihl < 5) return -1;
    quoted->family = 4;
    quoted->protocol = ip.protocol;
    quoted->l4_offset = (hw_u16)(offset + ip.ihl * 4);
    quoted->flags = hw_fragment_flags4(bpf_ntohs(ip.frag_off));
    __builtin_memcpy(quoted->src, &ip.saddr, 4);
    __builtin_memcpy(quoted->dst, &ip.daddr, 4);
    __builtin_memcpy(&quoted->fragment_id, &ip.id, sizeof(ip.id));
    return 0;
}

static __always_inline int hw_quote_header6(struct __sk_buff* skb, hw_u32 offset, struct hw_packet* quoted) {
    struct ipv6hdr ip;

    if (hw_load(skb, offset, &ip, sizeof(ip)) || ip.version != 6) return -1;
    quoted->family = 6;
    quoted->protocol = ip.nexthdr;
    /* What the packet had, not what is left of it here: reading beyond that fails by itself. */
    quoted->length = offset + (hw_u32)sizeof(ip) + bpf_ntohs(ip.payload_len);
    __builtin_memcpy(quoted->src, &ip.saddr, 16);
    __builtin_memcpy(quoted->dst, &ip.daddr, 16);
    return hw_skip_extensions(skb, offset + sizeof(ip), quoted);
}

static __always_inline int hw_quote_ports(struct __sk_buff* skb, struct hw_packet* quoted) {
    union hw_upper upper = {};

    if (quoted->flags & HW_PACKET_LATER || !hw_upper_header_min(quoted->protocol)) return 0;
    if (hw_load(skb, quoted->l4_offset, &upper, HW_UPPER_SHORT)) return -1;
    hw_read_upper(quoted, &upper);
    return 0;
}

HW_SUBPROGRAM int hw_parse_quote(struct __sk_buff* skb, hw_u32 offset, hw_u8 family,
                                 struct hw_packet* quoted) {
    int result;

    if (!quoted) return -1;
    result = family == 4 ? hw_quote_header4(skb, offset, quoted) : hw_quote_header6(skb, offset, quoted);
    return result ? result : hw_quote_ports(skb, quoted);
}

/*
 * A later fragment has its ports where its first left them, on its way in the other direction. The caller
 * asks for them, not hw_parse_quote(): Linux 6.1 allows all frames of a chain of calls 512 bytes together.
 */
static __always_inline int hw_quote_follow(struct hw_packet* quoted) {
    if (!(quoted->flags & HW_PACKET_LATER)) return 0;
    return hw_fragment_find(quoted) || !hw_upper_header_min(quoted->protocol) ? 0 : -1;
}

#endif
