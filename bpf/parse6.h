/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef HAWSER_BPF_PARSE6_H
#define HAWSER_BPF_PARSE6_H

#include "drop.h"
#include "load.h"
#include "upper.h"

/* RFC 8200, 4.1 lists each extension header once, and destination options twice. */
#define HW_IP6_EXTENSIONS_MAX 6

struct hw_ip6_extension {
    hw_u8 next;
    hw_u8 length;    /* in units of 8 bytes, without the first; unused in a fragment header */
    hw_u16 fragment; /* of a fragment header: offset, two reserved bits, more */
    hw_u32 rest;
};

#define HW_IP6_HOP_BY_HOP 0
#define HW_IP6_ROUTING 43
#define HW_IP6_FRAGMENT 44
#define HW_IP6_DESTINATION 60
#define HW_IP6_MORE_OR_OFFSET 0xfff9

static __always_inline int hw_routable6(const hw_u8* addr) {
    return addr[0] != 0xff && !(addr[0] == 0xfe && (addr[1] & 0xc0) == 0x80);
}

static __always_inline int hw_is_extension(hw_u8 next) {
    return next == HW_IP6_HOP_BY_HOP || next == HW_IP6_ROUTING || next == HW_IP6_FRAGMENT ||
           next == HW_IP6_DESTINATION;
}

/* Goes on to the upper layer. A header that is not the first's of its fragments has none: then the walk ends
 * there. */
static __always_inline int hw_skip_extensions(struct __sk_buff* skb, struct hw_packet* packet) {
    struct hw_ip6_extension extension;
    hw_u32 offset = sizeof(struct ipv6hdr);

    for (int i = 0; i < HW_IP6_EXTENSIONS_MAX && hw_is_extension(packet->protocol); i++) {
        if (hw_load(skb, offset, &extension, sizeof(extension))) return -HW_DROP_MALFORMED;
        if (packet->protocol == HW_IP6_FRAGMENT) {
            offset += sizeof(extension);
            if (extension.fragment & bpf_htons(HW_IP6_MORE_OR_OFFSET)) packet->flags |= HW_PACKET_FRAGMENT;
        } else {
            offset += (extension.length + 1u) * 8;
            if (packet->protocol == HW_IP6_HOP_BY_HOP) packet->flags |= HW_PACKET_OPTIONS;
        }
        packet->protocol = extension.next;
        if (packet->flags & HW_PACKET_FRAGMENT) break;
    }
    packet->l4_offset = (hw_u16)offset;
    return packet->length < offset ? -HW_DROP_MALFORMED : 0;
}

static __always_inline int hw_parse6(struct __sk_buff* skb, struct hw_packet* packet) {
    struct ipv6hdr ip;
    hw_u32 available, payload;
    int l2;

    if (hw_load(skb, 0, &ip, sizeof(ip))) return -HW_DROP_MALFORMED;
    l2 = hw_find_l2(skb, (const hw_u32*)&ip);
    if (l2 < 0) return -HW_DROP_BAD_L2;
    available = skb->len - (hw_u32)l2;
    payload = bpf_ntohs(ip.payload_len);
    packet->length = !payload && skb->gso_size ? available : payload + (hw_u32)sizeof(ip);
    if (ip.version != 6 || packet->length > available) return -HW_DROP_MALFORMED;
    packet->family = 6;
    packet->protocol = ip.nexthdr;
    packet->ttl = ip.hop_limit;
    packet->l2_len = (hw_u16)l2;
    __builtin_memcpy(packet->src, &ip.saddr, 16);
    __builtin_memcpy(packet->dst, &ip.daddr, 16);
    packet->flags |= HW_PACKET_DF | (hw_routable6(packet->dst) ? 0 : HW_PACKET_NO_UNICAST);
    return hw_skip_extensions(skb, packet);
}

#endif
