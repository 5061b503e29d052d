/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Which pins count as not there: those of flows that have said nothing for longer than their kind may, and of
 * TCP connections that are closed when their ports are used again. User space removes what nobody asks for.
 */
#ifndef HAWSER_BPF_IDLE_H
#define HAWSER_BPF_IDLE_H

#include "clock.h"
#include "tcp.h"

/* Packets of both directions have been seen since the pin was made or renewed. */
static __always_inline int hw_pin_is_answered(const struct hw_pin* pin) {
    return pin->packets_in && pin->packets_out;
}

static __always_inline enum hw_idle hw_idle_class(const struct hw_pin* pin, hw_u8 protocol) {
    if (!hw_pin_is_answered(pin)) return HW_IDLE_NEW;
    switch (protocol) {
        case IPPROTO_TCP:
            return hw_tcp_is_closed(pin) ? HW_IDLE_TCP_CLOSED : HW_IDLE_TCP;
        case IPPROTO_UDP:
        case IPPROTO_UDPLITE:
            return HW_IDLE_UDP;
        case IPPROTO_SCTP:
            return HW_IDLE_SCTP;
        case IPPROTO_ICMP:
        case IPPROTO_ICMPV6:
            return HW_IDLE_ICMP;
        default:
            return HW_IDLE_OTHER;
    }
}

/* A class without a time has no end. */
static __always_inline int hw_pin_is_idle(const struct hw_config* config, const struct hw_pin* pin,
                                          hw_u8 protocol, hw_u64 now) {
    hw_u32 seconds = config->idle_s[hw_idle_class(pin, protocol) & 7];

    return seconds && hw_since(now, pin->last_seen_ns) > seconds * HW_NS_PER_S;
}

static __always_inline int hw_pin_is_over(const struct hw_config* config, const struct hw_pin* pin,
                                          const struct hw_flow* flow, hw_u8 tcp_flags, hw_u64 now) {
    if (hw_tcp_opens(tcp_flags) && hw_tcp_is_closed(pin)) return 1;
    return hw_pin_is_idle(config, pin, hw_flow_protocol(flow), now);
}

#endif
