/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Which flow a packet belongs to. Both directions make the same key, because it is written from our side. */
#ifndef HAWSER_BPF_FLOW_H
#define HAWSER_BPF_FLOW_H

#include "packet.h"
#include "quote.h"

enum hw_direction {
    HW_OUTGOING, /* towards the peer: the source is ours */
    HW_INCOMING,
};

static __always_inline void hw_flow_key_make(struct hw_flow_key* key, const struct hw_packet* packet,
                                             hw_u32 bundle, enum hw_direction direction) {
    int outgoing = direction == HW_OUTGOING;

    __builtin_memset(key, 0, sizeof(*key));
    key->bundle = bundle;
    key->family = packet->family;
    key->protocol = packet->protocol;
    __builtin_memcpy(key->local_addr, outgoing ? packet->src : packet->dst, 16);
    __builtin_memcpy(key->remote_addr, outgoing ? packet->dst : packet->src, 16);
    key->local_port = outgoing ? packet->src_port : packet->dst_port;
    key->remote_port = outgoing ? packet->dst_port : packet->src_port;
}

/*
 * An ICMP error goes the other way than the packet that it quotes, so there the sides are exchanged. What
 * quotes nothing that can be read is a flow of its own, by its addresses.
 */
static __always_inline void hw_flow_of(struct __sk_buff* skb, struct hw_flow_key* key,
                                       const struct hw_packet* packet, hw_u32 bundle,
                                       enum hw_direction direction) {
    struct hw_packet quoted = {};

    if (packet->flags & HW_PACKET_ICMP_ERROR &&
        !hw_parse_quote(skb, packet->l4_offset + HW_ICMP_HEADER, packet->family, &quoted))
        hw_flow_key_make(key, &quoted, bundle, direction == HW_OUTGOING ? HW_INCOMING : HW_OUTGOING);
    else
        hw_flow_key_make(key, packet, bundle, direction);
}

#endif
