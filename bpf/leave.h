/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What happens to every packet that the stack has routed to a peer, whatever interface the bundle has. */
#ifndef HAWSER_BPF_LEAVE_H
#define HAWSER_BPF_LEAVE_H

#include "exit.h"
#include "fragment.h"
#include "mss.h"
#include "parse.h"
#include "select.h"

/* Reads the packet: 0, or the name of a drop with a minus. */
static __always_inline int hw_read_leaving(struct __sk_buff* skb, struct hw_packet* packet) {
    int result = hw_parse(skb, packet);

    if (result) return result == HW_NOT_IP ? -HW_DROP_MALFORMED : result;
    if (packet->flags & HW_PACKET_NO_UNICAST) return -HW_DROP_NOT_UNICAST;
    if (packet->flags & HW_PACKET_BAD_SOURCE) return -HW_DROP_BAD_SOURCE;
    hw_fragment_follow(skb, packet);
    return 0;
}

/*
 * An address that never enters a bundle, but was routed here: mostly the outer packet of one of our own
 * tunnels, whose uplink has lost its route. Sending it through a tunnel would send it here again.
 */
static __always_inline int hw_would_loop(const struct hw_net* net) {
    return net && !net->bundle;
}

/* The packet takes this tunnel. */
static __always_inline void hw_note_leaving(struct __sk_buff* skb, const struct hw_packet* packet, hw_u32 id,
                                            const struct hw_bundle* bundle) {
    hw_fragment_remember(packet);
    hw_mss_clamp(skb, packet, bundle->mtu);
    hw_stats_out(skb, packet, id);
}

#endif
