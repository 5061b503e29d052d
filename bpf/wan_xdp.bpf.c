// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * XDP of an uplink, optional: admits ESP and IKE to our own addresses, and spreads ESP over the CPUs by its
 * SPI. Everything else passes untouched. A first fragment is judged like a whole packet. Later ones have to
 * pass, since certificates and large key exchanges make IKE messages that somebody on the way cuts; of them
 * is known only how many came.
 */
#include "admit.h"
#include "spread.h"

static __always_inline int hw_esp_arrives(struct xdp_md* ctx, const struct hw_frame* frame,
                                          const struct hw_xdp* xdp, hw_u32 at) {
    const hw_u32* spi = hw_at(ctx, at, 4);

    if (!spi) return XDP_PASS;
    if (xdp->flags & HW_XDP_ADMIT_SPIS && !hw_spi_is_known(frame, *spi)) return -HW_DROP_UNKNOWN_SPI;
    /* The fragments of a packet are put together on one CPU. */
    return frame->kind == HW_WHOLE ? hw_spread(ctx, xdp, *spi) : XDP_PASS;
}

static __always_inline int hw_later_arrives(struct xdp_md* ctx, const struct hw_frame* frame) {
    if (frame->protocol == IPPROTO_UDP || frame->protocol == HW_PROTO_ESP)
        hw_xdp_count(ctx, HW_DROP_UNREAD_FRAGMENT);
    return XDP_PASS;
}

static __always_inline int hw_from_wan(struct xdp_md* ctx) {
    hw_u32 ifindex = ctx->ingress_ifindex, at;
    const struct hw_xdp* xdp = bpf_map_lookup_elem(&hw_xdp, &ifindex);
    struct hw_frame frame = {};
    int kind;

    if (!xdp || !hw_frame_parse(ctx, &frame)) return XDP_PASS;
    if (frame.kind == HW_LATER_FRAGMENT)
        return hw_is_own_address(&frame) ? hw_later_arrives(ctx, &frame) : XDP_PASS;
    kind = hw_ipsec_kind(ctx, &frame, &at);
    if (kind == HW_NO_IPSEC || !hw_is_own_address(&frame)) return XDP_PASS;
    if (kind == HW_ESP) return hw_esp_arrives(ctx, &frame, xdp, at);
    if (xdp->ike_rate && hw_opens_ike_sa(ctx, &frame, at) && !hw_take_token(&frame, xdp))
        return -HW_DROP_IKE_FLOOD;
    return XDP_PASS;
}

SEC("xdp")
int hawser_wan_xdp(struct xdp_md* ctx) {
    return hw_xdp_exit(ctx, hw_from_wan(ctx));
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
