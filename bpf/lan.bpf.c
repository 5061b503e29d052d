// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * TC ingress of a LAN interface: the fast path's way out. A packet for a peer's network goes straight to the
 * XFRM interface of its flow's tunnel. What is not ours, and what only the stack can do, passes untouched.
 */
#include "exit.h"
#include "fragment.h"
#include "mss.h"
#include "parse.h"
#include "quick.h"
#include "select.h"
#include "ttl.h"

/* Frames for other hosts (a NIC in promiscuous mode) and tagged ones (they belong to a VLAN interface) are
 * not ours. */
static __always_inline int hw_is_to_us(const struct __sk_buff* skb) {
    return skb->pkt_type == 0 && !skb->vlan_present;
}

/* Redirected, it would be encrypted whole and the ESP fragmented, which many paths drop: the stack fragments
 * inside. */
static __always_inline int hw_must_be_fragmented(const struct __sk_buff* skb, const struct hw_packet* packet,
                                                 hw_u32 mtu) {
    return mtu && packet->length > mtu && !skb->gso_size && !(packet->flags & HW_PACKET_DF);
}

/* A hub's packets get their tunnel on its interface, where the stack has routed them: without a route of the
 * stack's that interface cannot send. */
static __always_inline int hw_send(struct __sk_buff* skb, struct hw_packet* packet, hw_u32 bundle_id) {
    const struct hw_bundle* bundle = hw_bundle_get(bundle_id);
    const struct hw_tunnel* tunnel;
    hw_u32 id;

    if (!bundle) return -HW_DROP_NO_BUNDLE;
    if (bundle->flags & HW_BUNDLE_SHARED_INTERFACE) return TC_ACT_OK;
    hw_fragment_follow(skb, packet);
    id = hw_select(skb, packet, bundle_id);
    tunnel = hw_tunnel_get(id);
    if (!tunnel) return bundle->flags & HW_BUNDLE_FAIL_OPEN ? TC_ACT_OK : -HW_DROP_NO_TUNNEL;
    hw_fragment_remember(packet);
    if (hw_must_be_fragmented(skb, packet, tunnel->mtu)) return TC_ACT_OK;
    hw_mss_clamp(skb, packet, bundle->mtu);
    if (hw_ttl_decrement(skb, packet)) return -HW_DROP_MALFORMED;
    hw_stats_out(skb, packet, id);
    return hw_redirected(bpf_redirect(tunnel->ifindex, 0));
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
    return hw_send(skb, packet, net->bundle);
}

static __noinline int hw_lan_long(struct __sk_buff* skb) {
    struct hw_packet packet = {};

    return hw_exit_packet(skb, &packet, HW_OUTGOING, 0, hw_from_lan(skb, &packet));
}

SEC("tc")
int hawser_lan(struct __sk_buff* skb) {
    const struct hw_config* config = hw_config_get();
    int result;

    if (!config || config->forwarding != HW_FORWARDING_FAST || !hw_is_to_us(skb)) return TC_ACT_OK;
    result = hw_quick(skb, config);
    return result == HW_NOT_QUICK ? hw_lan_long(skb) : result;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
