/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* When a pin counts as idle. By the pin alone: hawserd, which removes what is idle, and hawser-maps, which
 * shows it, go by the same rule as the programs. */
#ifndef HAWSER_BPF_IDLE_RULE_H
#define HAWSER_BPF_IDLE_RULE_H

#include "times.h"

#ifndef __bpf__
#include <netinet/in.h>
#endif

static __always_inline int hw_tcp_is_closed(const struct hw_pin* pin) {
    const hw_u8 both = HW_PIN_TCP_FIN_OUT | HW_PIN_TCP_FIN_IN;

    return pin->tcp & HW_PIN_TCP_RST || (pin->tcp & both) == both;
}

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

#endif
