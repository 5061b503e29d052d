/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Which pins count as not there: those of flows that have said nothing for longer than their kind may, and of
 * TCP connections that are closed when their ports are used again. User space removes what nobody asks for.
 */
#ifndef HAWSER_BPF_IDLE_H
#define HAWSER_BPF_IDLE_H

#include "clock.h"
#include "flow.h"
#include "idle_rule.h"
#include "tcp.h"

static __always_inline int hw_pin_is_over(const struct hw_config* config, const struct hw_pin* pin,
                                          const struct hw_flow* flow, hw_u8 tcp_flags, hw_u64 now) {
    if (hw_tcp_opens(tcp_flags) && hw_tcp_is_closed(pin)) return 1;
    return hw_pin_is_idle(config, pin, hw_flow_protocol(flow), now);
}

#endif
