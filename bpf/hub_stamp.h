/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * STAMP over the one interface of a hub. The daemon's socket can neither see nor name the tunnel of a request
 * there, so its answer is known by what it repeats of the request, and takes that one's tunnel whatever its
 * state.
 */
#ifndef HAWSER_BPF_HUB_STAMP_H
#define HAWSER_BPF_HUB_STAMP_H

#include "hub_probes.h"
#include "load.h"
#include "stamp_request.h"

/* The lower half of the sender's timestamp: in its request, and in the answer (RFC 8762, figures 2, 4 to 6).
 */
#define HW_STAMP_SENT 8u
#define HW_STAMP_AUTHENTICATED_SENT 20u
#define HW_STAMP_REPEATED 32u
#define HW_STAMP_AUTHENTICATED_REPEATED 68u

/* A sender may ask by several tunnels at a time from one port; the times of its requests differ. */
static __always_inline int hw_stamp_key(struct __sk_buff* skb, const struct hw_packet* packet, hw_u32 at,
                                        struct hw_asked_key* key) {
    key->protocol = IPPROTO_UDP;
    return !hw_load(skb, packet->l4_offset + HW_UDP_HEADER + at, &key->sent, sizeof(key->sent));
}

static __always_inline int hw_stamp_ask(struct __sk_buff* skb, const struct hw_packet* packet, hw_u32 bundle,
                                        hw_u32 tunnel) {
    struct hw_asked_key key = hw_asked_key_of(packet->src, bundle, packet->src_port);
    const struct hw_stamp* stamp = hw_stamp_get();

    if (!stamp || !hw_stamp_is_good(packet, stamp) ||
        !hw_stamp_key(skb, packet,
                      stamp->flags & HW_STAMP_AUTHENTICATED ? HW_STAMP_AUTHENTICATED_SENT : HW_STAMP_SENT,
                      &key))
        return -HW_DROP_BAD_PROBE;
    bpf_map_update_elem(&hw_asked, &key, &tunnel, BPF_ANY);
    return TC_ACT_OK;
}

static __always_inline int hw_is_stamp_answer(const struct hw_packet* packet) {
    const struct hw_stamp* stamp;

    if (packet->protocol != IPPROTO_UDP || packet->flags & HW_PACKET_LATER) return 0;
    stamp = hw_stamp_get();
    return stamp && stamp->port && stamp->port == packet->src_port && hw_is_from_us(packet);
}

/* The tunnel of the request, 0: nobody has asked so. */
static __always_inline hw_u32 hw_stamp_tunnel(struct __sk_buff* skb, const struct hw_packet* packet,
                                              hw_u32 bundle) {
    struct hw_asked_key key = hw_asked_key_of(packet->dst, bundle, packet->dst_port);
    const struct hw_stamp* stamp = hw_stamp_get();
    const hw_u32* tunnel;

    if (!stamp || !hw_stamp_key(skb, packet,
                                stamp->flags & HW_STAMP_AUTHENTICATED ? HW_STAMP_AUTHENTICATED_REPEATED
                                                                      : HW_STAMP_REPEATED,
                                &key))
        return 0;
    tunnel = bpf_map_lookup_elem(&hw_asked, &key);
    return tunnel ? *tunnel : 0;
}

#endif
