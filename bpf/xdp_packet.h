/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A frame as an XDP program sees it: plain Ethernet and IP, and of IPv6 extension headers the fragment's.
 * Tags, options and other extension headers are left to the stack, which has to read them anyway.
 */
#ifndef HAWSER_BPF_XDP_PACKET_H
#define HAWSER_BPF_XDP_PACKET_H

#include "maps.h"

#define HW_IP4_FRAGMENT 0x3fff /* offset and "more" */
#define HW_IP4_OFFSET 0x1fff
#define HW_IP6_OFFSET 0xfff8 /* RFC 8200, 4.5 */

enum hw_frame_kind {
    HW_WHOLE = 0,
    HW_FIRST_FRAGMENT,
    HW_LATER_FRAGMENT, /* without its upper layer's header */
};

struct hw_frame {
    hw_u8 src[16]; /* IPv4 in the first 4, the rest 0 */
    hw_u8 dst[16];
    hw_u16 l4; /* of the upper layer, from the frame's start */
    hw_u8 family;
    hw_u8 protocol;
    hw_u8 kind; /* enum hw_frame_kind */
};

static __always_inline void* hw_at(const struct xdp_md* ctx, hw_u32 offset, hw_u32 length) {
    hw_u8* at = (hw_u8*)(long)ctx->data + offset;

    return (void*)(at + length) <= (void*)(long)ctx->data_end ? at : NULL;
}

static __always_inline int hw_frame4(const struct xdp_md* ctx, struct hw_frame* frame) {
    const struct iphdr* ip = hw_at(ctx, ETH_HLEN, sizeof(*ip));

    if (!ip || ip->version != 4 || ip->ihl != 5) return 0;
    if (ip->frag_off & bpf_htons(HW_IP4_FRAGMENT))
        frame->kind = ip->frag_off & bpf_htons(HW_IP4_OFFSET) ? HW_LATER_FRAGMENT : HW_FIRST_FRAGMENT;
    frame->family = 4;
    frame->protocol = ip->protocol;
    frame->l4 = ETH_HLEN + sizeof(*ip);
    __builtin_memcpy(frame->src, &ip->saddr, 4);
    __builtin_memcpy(frame->dst, &ip->daddr, 4);
    return 1;
}

static __always_inline int hw_frame6_fragment(const struct xdp_md* ctx, struct hw_frame* frame) {
    const struct {
        hw_u8 next, reserved;
        hw_u16 offset;
        hw_u32 id;
    }* fragment = hw_at(ctx, frame->l4, sizeof(*fragment));

    if (!fragment) return 0;
    frame->protocol = fragment->next;
    frame->l4 += sizeof(*fragment);
    frame->kind = fragment->offset & bpf_htons(HW_IP6_OFFSET) ? HW_LATER_FRAGMENT : HW_FIRST_FRAGMENT;
    return 1;
}

static __always_inline int hw_frame6(const struct xdp_md* ctx, struct hw_frame* frame) {
    const struct ipv6hdr* ip = hw_at(ctx, ETH_HLEN, sizeof(*ip));

    if (!ip || ip->version != 6) return 0;
    frame->family = 6;
    frame->protocol = ip->nexthdr;
    frame->l4 = ETH_HLEN + sizeof(*ip);
    __builtin_memcpy(frame->src, &ip->saddr, 16);
    __builtin_memcpy(frame->dst, &ip->daddr, 16);
    return frame->protocol != IPPROTO_FRAGMENT || hw_frame6_fragment(ctx, frame);
}

/* 1: read; 0: not a frame for us. */
static __always_inline int hw_frame_parse(const struct xdp_md* ctx, struct hw_frame* frame) {
    const struct ethhdr* eth = hw_at(ctx, 0, sizeof(*eth));

    if (!eth) return 0;
    if (eth->h_proto == bpf_htons(ETH_P_IP)) return hw_frame4(ctx, frame);
    if (eth->h_proto == bpf_htons(ETH_P_IPV6)) return hw_frame6(ctx, frame);
    return 0;
}

static __always_inline void hw_xdp_count(const struct xdp_md* ctx, hw_u32 reason) {
    struct hw_counter* counter = bpf_map_lookup_elem(&hw_drops, &reason);

    if (!counter) return;
    counter->packets += 1;
    counter->bytes += ctx->data_end - ctx->data;
}

/* An XDP verdict (0 or more) or a drop's name with a minus becomes what the kernel is answered. */
static __always_inline int hw_xdp_exit(const struct xdp_md* ctx, int result) {
    if (result >= 0) return result;
    hw_xdp_count(ctx, (hw_u32)-result);
    return XDP_DROP;
}

#endif
