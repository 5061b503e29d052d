// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * XDP of a LAN interface, optional: spreads flows over the CPUs. Which tunnel a packet takes is decided
 * behind it, by the program at TC ingress.
 */
#include "spread.h"

static __always_inline hw_u32 hw_frame_ports(const struct xdp_md* ctx, const struct hw_frame* frame) {
    const hw_u32* ports;

    if (frame->protocol != IPPROTO_TCP && frame->protocol != IPPROTO_UDP && frame->protocol != IPPROTO_SCTP)
        return 0;
    ports = hw_at(ctx, frame->l4, 4);
    return ports ? *ports : 0;
}

static __always_inline hw_u32 hw_frame_hash(const struct xdp_md* ctx, const struct hw_frame* frame) {
    hw_u32 hash = hw_frame_ports(ctx, frame) + frame->protocol, words[8];

    __builtin_memcpy(words, frame->src, 32);
#pragma unroll
    for (int i = 0; i < 8; ++i)
        hash = (hash ^ words[i]) * 0x85ebca6bu, hash ^= hash >> 13;
    return hash;
}

SEC("xdp")
int hawser_lan_xdp(struct xdp_md* ctx) {
    hw_u32 ifindex = ctx->ingress_ifindex;
    const struct hw_xdp* xdp = bpf_map_lookup_elem(&hw_xdp, &ifindex);
    struct hw_frame frame = {};

    if (!xdp || !hw_frame_parse(ctx, &frame) || frame.kind != HW_WHOLE) return XDP_PASS;
    return hw_spread(ctx, xdp, hw_frame_hash(ctx, &frame));
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
