/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Which flow a packet belongs to. Both directions make the same key, because it is written from our side. */
#ifndef HAWSER_BPF_FLOW_H
#define HAWSER_BPF_FLOW_H

#include "flow_key.h"
#include "packet.h"
#include "quote.h"

enum hw_direction {
    HW_OUTGOING, /* towards the peer: the source is ours */
    HW_INCOMING,
};

static __always_inline void hw_flow_make(struct hw_flow* flow, const struct hw_packet* packet, hw_u32 bundle,
                                         enum hw_direction direction) {
    int outgoing = direction == HW_OUTGOING;
    const hw_u8* local = outgoing ? packet->src : packet->dst;
    const hw_u8* remote = outgoing ? packet->dst : packet->src;
    hw_u16 local_port = outgoing ? packet->src_port : packet->dst_port;
    hw_u16 remote_port = outgoing ? packet->dst_port : packet->src_port;

    __builtin_memset(flow, 0, sizeof(*flow));
    flow->family = packet->family;
    flow->bundle = bundle;
    if (packet->family == 4) {
        __builtin_memcpy(flow->v4.local_addr, local, 4);
        __builtin_memcpy(flow->v4.remote_addr, remote, 4);
        flow->v4.local_port = local_port;
        flow->v4.remote_port = remote_port;
        flow->v4.protocol = packet->protocol;
    } else {
        __builtin_memcpy(flow->v6.local_addr, local, 16);
        __builtin_memcpy(flow->v6.remote_addr, remote, 16);
        flow->v6.local_port = local_port;
        flow->v6.remote_port = remote_port;
        flow->v6.protocol = packet->protocol;
    }
}

/*
 * An ICMP error goes the other way than the packet that it quotes, so there the sides are exchanged. What
 * quotes nothing that can be read is a flow of its own, by its addresses.
 */
static __noinline int hw_flow_quoted(struct __sk_buff* skb, struct hw_flow* flow,
                                     const struct hw_packet* packet, hw_u32 bundle) {
    struct hw_packet quoted = {};

    if (hw_parse_quote(skb, packet->l4_offset + HW_ICMP_HEADER, packet->family, &quoted)) return 0;
    if (hw_quote_follow(&quoted)) return 0;
    hw_flow_make(flow, &quoted, bundle, HW_INCOMING);
    return 1;
}

/* Of a packet towards the peer. */
static __always_inline void hw_flow_outgoing(struct __sk_buff* skb, struct hw_flow* flow,
                                             const struct hw_packet* packet, hw_u32 bundle) {
    if (packet->flags & HW_PACKET_ICMP_ERROR && hw_flow_quoted(skb, flow, packet, bundle)) return;
    hw_flow_make(flow, packet, bundle, HW_OUTGOING);
}

#endif
