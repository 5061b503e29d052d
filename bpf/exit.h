/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The end of a program that knows the packet: the verdict, and for a drop its count and its event. */
#ifndef HAWSER_BPF_EXIT_H
#define HAWSER_BPF_EXIT_H

#include "drop.h"
#include "events.h"

static __noinline int hw_tell_drop(struct __sk_buff* skb, const struct hw_packet* packet,
                                   enum hw_direction direction, hw_u32 tunnel, hw_u32 reason) {
    struct hw_flow flow;

    if (!hw_somebody_listens()) return 0;
    if (direction == HW_OUTGOING)
        hw_flow_make(&flow, packet, 0, HW_OUTGOING);
    else
        hw_flow_make(&flow, packet, 0, HW_INCOMING);
    return hw_tell(skb, &flow, HW_EVENT_WITH(HW_EVENT_DROP, reason), tunnel, 0);
}

/* The packet as far as it was parsed, and the tunnel that it came by, 0 if by none. */
static __always_inline int hw_exit_packet(struct __sk_buff* skb, const struct hw_packet* packet,
                                          enum hw_direction direction, hw_u32 tunnel, int result) {
    if (result < 0) hw_tell_drop(skb, packet, direction, tunnel, (hw_u32)-result);
    return hw_exit(skb, result);
}

#endif
