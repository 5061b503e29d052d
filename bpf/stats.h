/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Counters of tunnels. Per CPU, so plain additions are right. */
#ifndef HAWSER_BPF_STATS_H
#define HAWSER_BPF_STATS_H

#include "maps.h"
#include "packet.h"

static __always_inline struct hw_tunnel_stats* hw_stats(hw_u32 tunnel) {
    return bpf_map_lookup_elem(&hw_tun_stats, &tunnel);
}

/* A super-packet of GSO or GRO counts as the packets that it stands for. */
static __always_inline hw_u32 hw_packets_in(const struct __sk_buff* skb) {
    hw_u32 segments = skb->gso_segs;

    return segments ? segments : 1;
}

static __always_inline void hw_stats_out(struct __sk_buff* skb, const struct hw_packet* packet,
                                         hw_u32 tunnel) {
    struct hw_tunnel_stats* stats = hw_stats(tunnel);

    if (!stats) return;
    stats->packets_out += hw_packets_in(skb);
    stats->bytes_out += packet->length;
}

static __always_inline void hw_stats_in(struct __sk_buff* skb, const struct hw_packet* packet,
                                        hw_u32 tunnel) {
    struct hw_tunnel_stats* stats = hw_stats(tunnel);

    if (!stats) return;
    stats->packets_in += hw_packets_in(skb);
    stats->bytes_in += packet->length;
}

#endif
