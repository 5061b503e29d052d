/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What happens to every packet that the peer sent, whatever interface the tunnel has. */
#ifndef HAWSER_BPF_ARRIVE_H
#define HAWSER_BPF_ARRIVE_H

#include "deliver.h"
#include "echo.h"
#include "exit.h"
#include "follow.h"
#include "forward.h"
#include "fragment.h"
#include "mss.h"
#include "parse.h"
#include "selectors.h"
#include "watch.h"

/* Reads the packet and asks whether the tunnel's peer may send it: 0, or the name of a drop with a minus. */
static __always_inline int hw_admit(struct __sk_buff* skb, struct hw_packet* packet, hw_u32 id) {
    int result = hw_parse(skb, packet);

    if (result) return result == HW_NOT_IP ? -HW_DROP_MALFORMED : result;
    if (packet->flags & HW_PACKET_BAD_SOURCE) return -HW_DROP_BAD_SOURCE;
    hw_fragment_follow(skb, packet);
    if (!hw_selectors_fit(id, packet)) return -HW_DROP_TS_MISMATCH;
    hw_fragment_remember(packet);
    hw_stats_in(skb, packet, id);
    hw_watch_in(skb, id);
    return 0;
}

/* An answer to a probe of the daemon's goes to the daemon, and is no flow. */
static __always_inline int hw_take_probe_reply(const struct hw_packet* packet, hw_u32 id) {
    struct hw_tunnel_stats* stats;

    if (!hw_is_own_probe_reply(packet)) return 0;
    stats = hw_stats(id);
    if (stats) stats->probe_replies += 1;
    return 1;
}

/* Not inlined, so that what it keeps on the stack is not there while a packet takes another bundle's way. */
static __noinline int hw_deliver_apart(struct __sk_buff* skb, struct hw_packet* packet,
                                       const struct hw_bundle* bundle) {
    return hw_deliver(skb, packet, bundle);
}

/* From one peer to another. Where the stack has to see every packet, it routes this one too. */
static __always_inline int hw_cross(struct __sk_buff* skb, struct hw_packet* packet,
                                    const struct hw_bundle* from, hw_u32 to) {
    const struct hw_config* config = hw_config_get();
    int result = TC_ACT_OK;

    if (config && config->forwarding == HW_FORWARDING_FAST && !hw_is_for_stack(packet))
        result = hw_forward(skb, packet, to);
    return result == TC_ACT_OK ? hw_to_stack(skb, from) : result;
}

/* The flow's pin learns on which tunnel its packets arrive, and the packet goes on. */
static __always_inline int hw_pass_on(struct __sk_buff* skb, struct hw_packet* packet, hw_u32 id,
                                      hw_u32 bundle_id, const struct hw_net* net) {
    const struct hw_bundle* bundle = hw_bundle_get(bundle_id);
    int result;

    if (!bundle) return -HW_DROP_NO_BUNDLE;
    if (net && net->bundle == bundle_id) return -HW_DROP_LOOP;
    result = hw_follow(skb, packet, bundle_id, id, !net || !(net->bundle || net->flags & HW_NET_LOCAL));
    if (result) return result;
    hw_mss_clamp(skb, packet, bundle->mtu);
    if (net && net->bundle) return hw_cross(skb, packet, bundle, net->bundle);
    return hw_deliver_apart(skb, packet, bundle);
}

#endif
