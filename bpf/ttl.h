/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A redirect is no hop to the kernel, so the router's duty of RFC 1812, 5.3.1 (RFC 8200, 3) is done here. */
#ifndef HAWSER_BPF_TTL_H
#define HAWSER_BPF_TTL_H

#include "drop.h"
#include "load.h"
#include "packet.h"

/* The first len bytes of the network header, writable; NULL if the packet has been cut since it was parsed.
 */
static __always_inline void* hw_network_header(struct __sk_buff* skb, const struct hw_packet* packet,
                                               hw_u32 len) {
    void* header = (void*)(long)skb->data + (packet->l2_len & 0xf);

    return header + len > (void*)(long)skb->data_end ? NULL : header;
}

/* RFC 1624, equation 3, for a change in one 16-bit word (network byte order). */
static __always_inline hw_u16 hw_checksum_replace(hw_u16 checksum, hw_u16 from, hw_u16 to) {
    hw_u32 sum = (hw_u16)~checksum + (hw_u32)(hw_u16)~from + to;

    sum = (sum & 0xffff) + (sum >> 16);
    sum = (sum & 0xffff) + (sum >> 16);
    return (hw_u16)~sum;
}

/* The word of an IPv4 header with TTL and protocol in it, as it stands in the packet. */
static __always_inline hw_u16 hw_ttl_word(hw_u8 ttl, hw_u8 protocol) {
    return bpf_htons((hw_u16)(ttl << 8 | protocol));
}

static __always_inline int hw_ttl_set(struct __sk_buff* skb, const struct hw_packet* packet, hw_u8 ttl) {
    if (packet->family == 4) {
        struct iphdr* ip = hw_network_header(skb, packet, sizeof(*ip));

        if (!ip) return -HW_DROP_MALFORMED;
        ip->check = hw_checksum_replace(ip->check, hw_ttl_word(ip->ttl, ip->protocol),
                                        hw_ttl_word(ttl, ip->protocol));
        ip->ttl = ttl;
    } else {
        struct ipv6hdr* ip = hw_network_header(skb, packet, sizeof(*ip));

        if (!ip) return -HW_DROP_MALFORMED;
        ip->hop_limit = ttl;
    }
    return 0;
}

static __always_inline int hw_ttl_expires(const struct hw_packet* packet) {
    return packet->ttl <= 1;
}

static __always_inline int hw_ttl_decrement(struct __sk_buff* skb, const struct hw_packet* packet) {
    return hw_ttl_set(skb, packet, packet->ttl - 1);
}

#endif
