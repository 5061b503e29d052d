// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * TC egress of a bundle interface: what the stack routes to a peer, whether it is the gateway's own or
 * forwarded. The interface has no SA, so a packet that gets past this program is lost and not leaked.
 */
#include "leave.h"
#include "quick.h"

static __always_inline int hw_from_stack(struct __sk_buff* skb, struct hw_packet* packet) {
    hw_u32 bundle_id = hw_iface_id(skb->ifindex, HW_ROLE_BUNDLE);
    const struct hw_bundle* bundle = hw_bundle_get(bundle_id);
    const struct hw_tunnel* tunnel;
    hw_u32 id;
    int result;

    if (!bundle) return -HW_DROP_NO_BUNDLE;
    result = hw_read_leaving(skb, packet);
    if (result) return result;
    if (packet->flags & HW_PACKET_BAD_SOURCE) return -HW_DROP_BAD_SOURCE;
    if (hw_would_loop(hw_net_get(packet->family, packet->dst))) return -HW_DROP_LOOP;
    id = hw_select(skb, packet, bundle_id);
    tunnel = hw_tunnel_get(id);
    if (!tunnel) return -HW_DROP_NO_TUNNEL;
    hw_note_leaving(skb, packet, id, bundle);
    return hw_redirected(bpf_redirect(tunnel->ifindex, 0));
}

static __noinline int hw_bundle_long(struct __sk_buff* skb) {
    struct hw_packet packet = {};

    return hw_exit_packet(skb, &packet, HW_OUTGOING, 0, hw_from_stack(skb, &packet));
}

SEC("tc")
int hawser_bundle(struct __sk_buff* skb) {
    int result = hw_quick_bundle(skb);

    return result == HW_NOT_QUICK ? hw_bundle_long(skb) : result;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
