/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The fast path into a bundle, from a LAN or from another bundle's tunnel. */
#ifndef HAWSER_BPF_FORWARD_H
#define HAWSER_BPF_FORWARD_H

#include "fragment.h"
#include "mss.h"
#include "select.h"
#include "ttl.h"

/* Redirected, it would be encrypted whole and the ESP fragmented, which many paths drop: the stack fragments
 * inside. */
static __always_inline int hw_must_be_fragmented(const struct __sk_buff* skb, const struct hw_packet* packet,
                                                 hw_u32 mtu) {
    return mtu && packet->length > mtu && !skb->gso_size && !(packet->flags & HW_PACKET_DF);
}

/*
 * To the bundle of its destination, in place of the stack: a redirect, a drop, or TC_ACT_OK where only the
 * stack can do it. A hub's packets get their tunnel on its interface, where the stack has routed them:
 * without a route of the stack's that interface cannot send.
 */
static __always_inline int hw_forward(struct __sk_buff* skb, struct hw_packet* packet, hw_u32 bundle_id) {
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

#endif
