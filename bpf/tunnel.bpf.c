// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * TC ingress of a tunnel's XFRM interface: what the peer sent, decrypted. It is checked, probes are answered,
 * the flow's pin learns on which tunnel its packets arrive, and then it goes to the LAN or into the stack.
 */
#include "deliver.h"
#include "echo.h"
#include "exit.h"
#include "follow.h"
#include "fragment.h"
#include "mss.h"
#include "parse.h"
#include "selectors.h"
#include "watch.h"

static __always_inline int hw_arrive(struct __sk_buff* skb, struct hw_packet* packet, hw_u32 id,
                                     hw_u32 bundle_id) {
    const struct hw_bundle* bundle = hw_bundle_get(bundle_id);
    const struct hw_net* net = hw_net_get(packet->family, packet->dst);
    struct hw_tunnel_stats* stats = hw_stats(id);
    int result;

    if (net && net->flags & HW_NET_LOCAL) {
        if (hw_can_answer(packet)) return hw_answer_echo(skb, packet, id);
        if (hw_is_own_probe_reply(packet)) {
            if (stats) stats->probe_replies += 1;
            return TC_ACT_OK;
        }
    }
    if (!bundle) return -HW_DROP_NO_BUNDLE;
    if (net && net->bundle == bundle_id) return -HW_DROP_LOOP;
    result = hw_follow(skb, packet, bundle_id, id);
    if (result) return result;
    hw_mss_clamp(skb, packet, bundle->mtu);
    return hw_deliver(skb, packet, bundle);
}

static __always_inline int hw_from_tunnel(struct __sk_buff* skb, struct hw_packet* packet, hw_u32 id) {
    const struct hw_tunnel* tunnel = hw_tunnel_get(id);
    int result;

    if (!tunnel) return -HW_DROP_NO_BUNDLE;
    result = hw_parse(skb, packet);
    if (result) return result == HW_NOT_IP ? -HW_DROP_MALFORMED : result;
    hw_fragment_follow(skb, packet);
    if (!hw_selectors_fit(id, packet)) return -HW_DROP_TS_MISMATCH;
    if (packet->flags & HW_PACKET_BAD_SOURCE) return -HW_DROP_BAD_SOURCE;
    hw_fragment_remember(packet);
    hw_stats_in(skb, packet, id);
    hw_watch_in(skb, id);
    return hw_arrive(skb, packet, id, tunnel->bundle);
}

SEC("tc")
int hawser_tunnel(struct __sk_buff* skb) {
    hw_u32 id = hw_iface_id(skb->ifindex, HW_ROLE_TUNNEL);
    struct hw_packet packet = {};

    return hw_exit_packet(skb, &packet, HW_INCOMING, id, hw_from_tunnel(skb, &packet, id));
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
