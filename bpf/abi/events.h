/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the programs tell whoever listens. */
#ifndef HAWSER_BPF_ABI_EVENTS_H
#define HAWSER_BPF_ABI_EVENTS_H

#include "types.h"

/* hw_listener: array of one hw_u64, a time of CLOCK_MONOTONIC: up to then somebody reads hw_events, who
 * pushes it forward as long as he does. Before it, programs write no events. */

/* hw_events: ring buffer of struct hw_event. */
enum hw_event_kind {
    HW_EVENT_PIN_MADE = 1,
    HW_EVENT_PIN_PROVEN = 2,
    HW_EVENT_PIN_MOVED = 3,
    HW_EVENT_DROP = 4,           /* reason: enum hw_drop; flow and tunnel as far as they are known */
    HW_EVENT_TUNNEL_SUSPECT = 5, /* the programs stop using a silent tunnel by themselves */
    HW_EVENT_TUNNEL_TRUSTED = 6, /* and use it again */
};
struct hw_event {
    hw_u64 time_ns; /* CLOCK_MONOTONIC */
    hw_u16 kind;    /* enum hw_event_kind */
    hw_u16 reason;
    hw_u32 ifindex; /* on which the packet was seen */
    hw_u32 bundle;
    hw_u32 tunnel;      /* now */
    hw_u32 from_tunnel; /* before a move */
    hw_u8 family;       /* 4 or 6; 0: no flow is known */
    hw_u8 protocol;
    hw_u16 local_port; /* network byte order */
    hw_u16 remote_port;
    hw_u8 role; /* enum hw_pin_role */
    hw_u8 pad;  /* 0 */
    hw_u8 local_addr[16];
    hw_u8 remote_addr[16];
};

HW_STATIC_ASSERT(sizeof(struct hw_event) == 72, "layout of hw_event");

#endif
