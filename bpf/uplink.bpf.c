// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * TC of an uplink. Its source rules steer a tunnel's ESP and IKE to it; where they fail (somebody has deleted
 * them), the packets would leave by another uplink and the tunnel look healthy there. So what leaves by a
 * wrong uplink is dropped, which its probes notice, and what arrives by one is counted: by which uplink
 * the peer sends is not ours to choose, and the packet is good.
 */
#include "drop.h"
#include "outer_quick.h"

/* Not inlined, so that a packet of the short way does not pay for its variables. */
static __noinline hw_u32 hw_outer_long(struct __sk_buff* skb, hw_u32 leaving) {
    struct hw_outer outer = {};

    if (!hw_outer_parse(skb, &outer)) return 0;
    return leaving ? hw_tunnel_of_outer(&outer, outer.src, outer.dst)
                   : hw_tunnel_of_outer(&outer, outer.dst, outer.src);
}

/* The tunnel whose packet is on an uplink that is not its own, else 0. */
static __noinline hw_u32 hw_strayed(struct __sk_buff* skb, hw_u32 leaving) {
    hw_u32 tunnel = hw_outer_quick(skb);

    if (tunnel == HW_OUTER_UNKNOWN) tunnel = hw_outer_long(skb, leaving);
    if (!tunnel || !hw_is_wrong_uplink(tunnel, skb->ifindex)) return 0;
    hw_note_stray(tunnel, skb->ifindex, leaving);
    return tunnel;
}

SEC("tc")
int hawser_uplink(struct __sk_buff* skb) {
    if (hw_is_right_esp4(skb)) return HW_PASS;
    return hw_exit(skb, hw_strayed(skb, 1) ? -HW_DROP_WRONG_UPLINK : TC_ACT_OK);
}

SEC("tc")
int hawser_up_in(struct __sk_buff* skb) {
    if (!hw_is_right_esp4(skb)) hw_strayed(skb, 0);
    return HW_PASS;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
