/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What happens to flows and tunnels, told to whoever listens. Nobody pays for it on the way of a pinned
 * packet; what the ring buffer has no room for is not told.
 */
#ifndef HAWSER_BPF_EVENTS_H
#define HAWSER_BPF_EVENTS_H

#include "clock.h"
#include "flow.h"
#include "maps.h"

static __always_inline int hw_somebody_listens(void) {
    hw_u32 key = 0;
    const hw_u64* until = bpf_map_lookup_elem(&hw_listener, &key);

    return until && *until > hw_now();
}

/* Not inlined, so that its signature takes the type of the event into the BTF, for who reads the ring buffer.
 */
static __noinline void hw_event_flow(struct hw_event* event, const struct hw_flow* flow) {
    event->bundle = flow->bundle;
    event->family = (hw_u8)flow->family;
    event->protocol = hw_flow_protocol(flow);
    if (flow->family == 4) {
        event->local_port = flow->v4.local_port;
        event->remote_port = flow->v4.remote_port;
        __builtin_memcpy(event->local_addr, flow->v4.local_addr, 4);
        __builtin_memcpy(event->remote_addr, flow->v4.remote_addr, 4);
    } else {
        event->local_port = flow->v6.local_port;
        event->remote_port = flow->v6.remote_port;
        __builtin_memcpy(event->local_addr, flow->v6.local_addr, 16);
        __builtin_memcpy(event->remote_addr, flow->v6.remote_addr, 16);
    }
}

/* Five arguments are what a subprogram may have: `what` is enum hw_event_kind, and above 16 bits the role of
 * a pin or the reason of a drop. */
#define HW_EVENT_WITH(kind, detail) ((hw_u32)(kind) | (hw_u32)(detail) << 16)

HW_SUBPROGRAM int hw_tell(struct __sk_buff* skb, const struct hw_flow* flow, hw_u32 what, hw_u32 tunnel,
                          hw_u32 from_tunnel) {
    struct hw_event* event;

    if (!hw_somebody_listens()) return 0;
    event = bpf_ringbuf_reserve(&hw_events, sizeof(*event), 0);
    if (!event) return 0;
    __builtin_memset(event, 0, sizeof(*event));
    event->time_ns = bpf_ktime_get_ns();
    event->kind = (hw_u16)what;
    if (event->kind == HW_EVENT_DROP)
        event->reason = (hw_u16)(what >> 16);
    else
        event->role = (hw_u8)(what >> 16);
    event->ifindex = skb->ifindex;
    event->tunnel = tunnel;
    event->from_tunnel = from_tunnel;
    if (flow) hw_event_flow(event, flow);
    bpf_ringbuf_submit(event, 0);
    return 0;
}

#endif
