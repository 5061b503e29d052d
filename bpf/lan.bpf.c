// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * TC ingress of a LAN interface: the fast path's way out. A packet for a peer's network goes straight to the
 * XFRM interface of its flow's tunnel. What is not ours, and what only the stack can do, passes untouched.
 */
#include "exit.h"
#include "forward.h"
#include "parse.h"
#include "quick.h"

/* Frames for other hosts (a NIC in promiscuous mode) and tagged ones (they belong to a VLAN interface) are
 * not ours. */
static __always_inline int hw_is_to_us(const struct __sk_buff* skb) {
    return skb->pkt_type == 0 && !skb->vlan_present;
}

/* What is wrong with a packet is ours to judge only where it would enter a bundle, or where nobody can read
 * whereto it goes. */
static __always_inline int hw_from_lan(struct __sk_buff* skb, struct hw_packet* packet) {
    int result = hw_parse(skb, packet);
    const struct hw_net* net;

    if (result == HW_NOT_IP || (!result && packet->flags & HW_PACKET_NO_UNICAST)) return TC_ACT_OK;
    if (!packet->family) return result;
    net = hw_net_get(packet->family, packet->dst);
    if (!net || !net->bundle) return TC_ACT_OK;
    if (result) return result;
    if (hw_ttl_expires(packet) || packet->flags & HW_PACKET_OPTIONS) return TC_ACT_OK;
    if (packet->flags & HW_PACKET_BAD_SOURCE) return -HW_DROP_BAD_SOURCE;
    return hw_forward(skb, packet, net->bundle);
}

static __noinline int hw_lan_long(struct __sk_buff* skb) {
    struct hw_packet packet = {};

    return hw_exit_packet(skb, &packet, HW_OUTGOING, 0, hw_from_lan(skb, &packet));
}

SEC("tc")
int hawser_lan(struct __sk_buff* skb) {
    const struct hw_config* config = hw_config_get();
    int result;

    if (!config || config->forwarding != HW_FORWARDING_FAST || !hw_is_to_us(skb)) return HW_PASS;
    result = hw_quick(skb, config);
    return result == HW_NOT_QUICK ? hw_lan_long(skb) : result;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
