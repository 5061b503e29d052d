// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * TC ingress of a tunnel's XFRM interface: what the peer sent, decrypted. It is checked, probes are answered,
 * the flow's pin learns on which tunnel its packets arrive, and then it goes to the LAN or into the stack.
 */
#include "arrive.h"
#include "bound.h"
#include "quick_arrive.h"
#include "stamp.h"

static __always_inline int hw_from_tunnel(struct __sk_buff* skb, struct hw_packet* packet, hw_u32 id) {
    const struct hw_tunnel* tunnel = hw_tunnel_get(id);
    const struct hw_net* net;
    int result;

    if (!tunnel) return -HW_DROP_NO_BUNDLE;
    result = hw_admit(skb, packet, id);
    if (result) return result;
    net = hw_net_get(packet->family, packet->dst);
    if (net && net->flags & HW_NET_LOCAL) {
        if (hw_can_answer(packet)) return hw_answer_echo(skb, packet, id);
        if (hw_take_probe_reply(packet, id)) return TC_ACT_OK;
        if (hw_is_stamp(packet)) return hw_answer_stamp(skb, packet, id);
        if (hw_is_for_bound_socket(skb, packet)) return TC_ACT_OK;
    }
    return hw_pass_on(skb, packet, id, tunnel->bundle, net);
}

static __noinline int hw_tunnel_long(struct __sk_buff* skb) {
    hw_u32 id = hw_iface_id(skb->ifindex, HW_ROLE_TUNNEL);
    struct hw_packet packet = {};

    return hw_exit_packet(skb, &packet, HW_INCOMING, id, hw_from_tunnel(skb, &packet, id));
}

SEC("tc")
int hawser_tunnel(struct __sk_buff* skb) {
    int result = hw_quick_arrive(skb);

    return result == HW_NOT_QUICK ? hw_tunnel_long(skb) : hw_exit(skb, result);
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
