/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Reading the packet from its network header on, whatever link layer is before it: PPPoE and LTE have none,
 * and an XFRM interface shows the Ethernet header of the underlay although it is a layer-3 interface itself.
 */
#ifndef HAWSER_BPF_LOAD_H
#define HAWSER_BPF_LOAD_H

#include "abi.h"
#include "kernel.h"

/*
 * bpf_skb_load_bytes_relative() reads only what is linear, which nearly all headers are. What is in pages is
 * pulled, as far as it is needed: the offset does not count the link layer, so that is allowed for.
 */
static __always_inline long hw_load(struct __sk_buff* skb, hw_u32 offset, void* to, hw_u32 len) {
    hw_u32 pull = ETH_HLEN + offset + len;

    if (!bpf_skb_load_bytes_relative(skb, offset, to, len, BPF_HDR_START_NET)) return 0;
    if (bpf_skb_pull_data(skb, pull < skb->len ? pull : skb->len)) return -1;
    return bpf_skb_load_bytes_relative(skb, offset, to, len, BPF_HDR_START_NET);
}

static __always_inline int hw_same_at(struct __sk_buff* skb, hw_u32 offset, const hw_u32* header) {
    const hw_u32* at = (const void*)(long)skb->data + offset;

    if ((const void*)(at + 5) > (const void*)(long)skb->data_end) return 0;
    return at[0] == header[0] && at[1] == header[1] && at[2] == header[2] && at[3] == header[3] &&
           at[4] == header[4];
}

/*
 * The length of the link-layer header: 14 or 0, or -1. The context does not tell where the network header
 * starts, so the first 20 bytes of it (already read) are sought at both places.
 */
static __always_inline int hw_find_l2(struct __sk_buff* skb, const hw_u32* header) {
    if (hw_same_at(skb, ETH_HLEN, header)) return ETH_HLEN;
    if (hw_same_at(skb, 0, header)) return 0;
    return -1;
}

#endif
