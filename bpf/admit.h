/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What an uplink lets in of ESP and IKE to our own addresses. It can only drop what the kernel or the IKE
 * daemon would drop too, but before either has spent anything on it.
 */
#ifndef HAWSER_BPF_ADMIT_H
#define HAWSER_BPF_ADMIT_H

#include "lookup.h"
#include "outer_maps.h"
#include "xdp_maps.h"
#include "xdp_packet.h"

#define HW_PROTO_ESP 50
#define HW_PORT_IKE 500
#define HW_PORT_NATT 4500
#define HW_IKE_SA_INIT 34     /* RFC 7296, 3.1 */
#define HW_IKE_RESPONSE 0x20u /* flag */

struct hw_ike_header {
    hw_u32 initiator_spi[2];
    hw_u32 responder_spi[2];
    hw_u8 next_payload;
    hw_u8 version;
    hw_u8 exchange;
    hw_u8 flags;
    hw_u32 message_id;
    hw_u32 length;
};

enum hw_ipsec_kind { HW_NO_IPSEC = 0, HW_ESP, HW_IKE };

/* What the frame is; `at` is where the SPI or the IKE header starts. */
static __always_inline int hw_ipsec_kind(const struct xdp_md* ctx, const struct hw_frame* frame, hw_u32* at) {
    const hw_u16* udp;
    const hw_u32* marker;

    *at = frame->l4;
    if (frame->protocol == HW_PROTO_ESP) return HW_ESP;
    if (frame->protocol != IPPROTO_UDP) return HW_NO_IPSEC;
    udp = hw_at(ctx, frame->l4, 8);
    if (!udp) return HW_NO_IPSEC;
    *at += 8;
    if (udp[1] == bpf_htons(HW_PORT_IKE)) return HW_IKE;
    if (udp[1] != bpf_htons(HW_PORT_NATT)) return HW_NO_IPSEC;
    /* Shorter ones keep a NAT's mapping alive (RFC 3948, 2.3). */
    if (bpf_ntohs(udp[2]) < 8 + 4) return HW_NO_IPSEC;
    marker = hw_at(ctx, *at, 4);
    if (!marker) return HW_NO_IPSEC;
    if (*marker) return HW_ESP;
    *at += 4;
    return HW_IKE;
}

static __always_inline int hw_is_own_address(const struct hw_frame* frame) {
    const struct hw_net* net = hw_net_get(frame->family, frame->dst);

    return net && net->flags & HW_NET_LOCAL;
}

static __always_inline int hw_spi_is_known(const struct hw_frame* frame, hw_u32 spi) {
    struct hw_spi_key key = {.spi = spi, .family = frame->family};

    __builtin_memcpy(key.dst, frame->dst, 16);
    return bpf_map_lookup_elem(&hw_spis, &key) != NULL;
}

/* No sender cuts within the IKE header, but who wants to hide in it: that counts as opening one. */
static __always_inline int hw_opens_ike_sa(const struct xdp_md* ctx, const struct hw_frame* frame,
                                           hw_u32 at) {
    const struct hw_ike_header* ike = hw_at(ctx, at, sizeof(*ike));

    if (!ike) return frame->kind == HW_FIRST_FRAGMENT;
    return ike->exchange == HW_IKE_SA_INIT && !(ike->flags & HW_IKE_RESPONSE) && !ike->responder_spi[0] &&
           !ike->responder_spi[1];
}

/* Two CPUs may take the last token of a bucket at once: that a source gets one more is no harm. */
static __always_inline int hw_take_token(const struct hw_frame* frame, const struct hw_xdp* xdp) {
    hw_u64 now = bpf_ktime_get_ns(), price = 1000000000ull / xdp->ike_rate, most, elapsed;
    struct hw_ike_source source = {.family = frame->family};
    struct hw_bucket fresh = {.filled_ns = now};
    struct hw_bucket* bucket;

    __builtin_memcpy(source.addr, frame->src, 8);
    most = price * (xdp->ike_burst ? xdp->ike_burst : 1);
    bucket = bpf_map_lookup_elem(&hw_ike_sources, &source);
    if (!bucket) {
        fresh.tokens_ns = most - price;
        bpf_map_update_elem(&hw_ike_sources, &source, &fresh, BPF_ANY);
        return 1;
    }
    elapsed = now > bucket->filled_ns ? now - bucket->filled_ns : 0;
    bucket->filled_ns = now;
    bucket->tokens_ns = bucket->tokens_ns + elapsed < most ? bucket->tokens_ns + elapsed : most;
    if (bucket->tokens_ns < price) return 0;
    bucket->tokens_ns -= price;
    return 1;
}

#endif
