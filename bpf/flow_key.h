/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A flow by itself, without a packet: what is hashed, and sought among the pins. User space hashes it too. */
#ifndef HAWSER_BPF_FLOW_KEY_H
#define HAWSER_BPF_FLOW_KEY_H

#include "abi.h"

/* The key of the flow's pin, and of which family it is. */
struct hw_flow {
    union {
        struct hw_flow4_key v4;
        struct hw_flow6_key v6;
        hw_u32 words[sizeof(struct hw_flow6_key) / sizeof(hw_u32)];
    };
    hw_u32 family; /* 4 or 6 */
    hw_u32 bundle;
    hw_u32 rule; /* of a flow that our side opens, in its bundle; 0: none */
};

static __always_inline hw_u8 hw_flow_protocol(const struct hw_flow* flow) {
    return flow->family == 4 ? flow->v4.protocol : flow->v6.protocol;
}

#endif
