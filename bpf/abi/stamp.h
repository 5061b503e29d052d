/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The STAMP reflector (RFC 8762). */
#ifndef HAWSER_BPF_ABI_STAMP_H
#define HAWSER_BPF_ABI_STAMP_H

#include "types.h"

/* hw_stamp: array of one. What the STAMP reflector on the tunnels needs to know. */
struct hw_stamp {
    hw_u64 utc_minus_monotonic_ns; /* of the clock, which steps and slews: written anew every few seconds */
    hw_u16 port;                   /* UDP, network byte order; 0: no reflector */
    hw_u16 error_estimate;         /* RFC 8762, 4.2.1, network byte order */
    hw_u32 flags;                  /* HW_STAMP_* */
};
#define HW_STAMP_TO_STACK 1u      /* the daemon answers */
#define HW_STAMP_AUTHENTICATED 2u /* RFC 8762, 4.2.2; the daemon answers */

HW_STATIC_ASSERT(sizeof(struct hw_stamp) == 16, "layout of hw_stamp");

#endif
