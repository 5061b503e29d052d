// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * TC of an uplink. Its source rules steer a tunnel's ESP and IKE to it; where they fail (somebody has deleted
 * them), the packets would leave by another uplink and the tunnel look healthy there. So what leaves by a
 * wrong uplink is dropped, which its probes notice, and what arrives by one is counted: by which uplink
 * the peer sends is not ours to choose, and the packet is good.
 */
#include "drop.h"
#include "outer.h"

static __always_inline int hw_to_uplink(struct __sk_buff* skb) {
    struct hw_outer outer = {};
    hw_u32 tunnel;

    if (!hw_outer_parse(skb, &outer)) return TC_ACT_OK;
    tunnel = hw_tunnel_of_outer(&outer, outer.src, outer.dst);
    if (!tunnel || !hw_is_wrong_uplink(tunnel, skb->ifindex)) return TC_ACT_OK;
    hw_note_stray(tunnel, skb->ifindex, 1);
    return -HW_DROP_WRONG_UPLINK;
}

SEC("tc")
int hawser_uplink(struct __sk_buff* skb) {
    return hw_exit(skb, hw_to_uplink(skb));
}

SEC("tc")
int hawser_up_in(struct __sk_buff* skb) {
    struct hw_outer outer = {};
    hw_u32 tunnel;

    if (!hw_outer_parse(skb, &outer)) return TC_ACT_OK;
    tunnel = hw_tunnel_of_outer(&outer, outer.dst, outer.src);
    if (tunnel && hw_is_wrong_uplink(tunnel, skb->ifindex)) hw_note_stray(tunnel, skb->ifindex, 0);
    return TC_ACT_OK;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
