/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The packet that an ICMP error quotes: as much of it as names its flow. RFC 792 promises 8 bytes of the
 * upper layer. */
#ifndef HAWSER_BPF_QUOTE_H
#define HAWSER_BPF_QUOTE_H

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
    quoted->flags = ip.frag_off & bpf_htons(HW_IP4_MORE_OR_OFFSET) ? HW_PACKET_FRAGMENT : 0;
    __builtin_memcpy(quoted->src, &ip.saddr, 4);
    __builtin_memcpy(quoted->dst, &ip.daddr, 4);
    return 0;
}

static __always_inline int hw_quote_header6(struct __sk_buff* skb, hw_u32 offset, struct hw_packet* quoted) {
    struct ipv6hdr ip;

    if (hw_load(skb, offset, &ip, sizeof(ip)) || ip.version != 6) return -1;
    quoted->family = 6;
    quoted->protocol = ip.nexthdr;
    quoted->l4_offset = (hw_u16)(offset + sizeof(ip));
    __builtin_memcpy(quoted->src, &ip.saddr, 16);
    __builtin_memcpy(quoted->dst, &ip.daddr, 16);
    return 0;
}

HW_SUBPROGRAM int hw_parse_quote(struct __sk_buff* skb, hw_u32 offset, hw_u8 family,
                                 struct hw_packet* quoted) {
    union hw_upper upper;
    int result;

    if (!quoted) return -1;
    result = family == 4 ? hw_quote_header4(skb, offset, quoted) : hw_quote_header6(skb, offset, quoted);
    if (result || quoted->flags & HW_PACKET_FRAGMENT || !hw_upper_header_min(quoted->protocol)) return result;
    if (hw_load(skb, quoted->l4_offset, &upper, sizeof(upper))) return -1;
    if (hw_is_icmp(quoted)) {
        hw_parse_icmp(quoted, &upper);
    } else {
        quoted->src_port = upper.ports.source;
        quoted->dst_port = upper.ports.destination;
    }
    return 0;
}

#endif
