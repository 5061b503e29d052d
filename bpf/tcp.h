/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What a TCP segment says of its connection, as far as the pin needs to know. */
#ifndef HAWSER_BPF_TCP_H
#define HAWSER_BPF_TCP_H

#include "flow.h"

static __always_inline int hw_tcp_opens(hw_u8 flags) {
    return (flags & (HW_TCP_SYN | HW_TCP_ACK)) == HW_TCP_SYN;
}

static __always_inline void hw_tcp_note(struct hw_pin* pin, hw_u8 flags, enum hw_direction direction) {
    if (flags & HW_TCP_RST) pin->tcp |= HW_PIN_TCP_RST;
    if (flags & HW_TCP_FIN) pin->tcp |= direction == HW_OUTGOING ? HW_PIN_TCP_FIN_OUT : HW_PIN_TCP_FIN_IN;
}

#endif
