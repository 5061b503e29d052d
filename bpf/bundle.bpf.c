// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * TC egress of a bundle interface: what the stack routes to a peer, whether it is the gateway's own or
 * forwarded. The interface has no SA, so a packet that gets past this program is lost and not leaked.
 */
#include "exit.h"
#include "fragment.h"
#include "mss.h"
#include "parse.h"
#include "select.h"

/*
 * An address that never enters a bundle, but was routed here: mostly the outer packet of one of our own
 * tunnels, whose uplink has lost its route. Sending it through a tunnel would send it here again.
 */
static __always_inline int hw_would_loop(const struct hw_packet* packet) {
    const struct hw_net* net = hw_net_get(packet->family, packet->dst);

    return net && !net->bundle;
}

static __always_inline int hw_from_stack(struct __sk_buff* skb, struct hw_packet* packet) {
    hw_u32 bundle_id = hw_iface_id(skb->ifindex, HW_ROLE_BUNDLE);
    const struct hw_bundle* bundle = hw_bundle_get(bundle_id);
    const struct hw_tunnel* tunnel;
    hw_u32 id;
    int result;

    if (!bundle) return -HW_DROP_NO_BUNDLE;
    result = hw_parse(skb, packet);
    if (result) return result == HW_NOT_IP ? -HW_DROP_MALFORMED : result;
    if (packet->flags & HW_PACKET_NO_UNICAST) return -HW_DROP_NOT_UNICAST;
    if (hw_would_loop(packet)) return -HW_DROP_LOOP;
    hw_fragment_follow(skb, packet);
    id = hw_select(skb, packet, bundle_id);
    tunnel = hw_tunnel_get(id);
    if (!tunnel) return -HW_DROP_NO_TUNNEL;
    hw_fragment_remember(packet);
    hw_mss_clamp(skb, packet, bundle->mtu);
    hw_stats_out(skb, packet, id);
    return hw_redirected(bpf_redirect(tunnel->ifindex, 0));
}

SEC("tc")
int hawser_bundle(struct __sk_buff* skb) {
    struct hw_packet packet = {};

    return hw_exit_packet(skb, &packet, HW_OUTGOING, 0, hw_from_stack(skb, &packet));
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
