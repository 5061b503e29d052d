/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Times of CLOCK_MONOTONIC, without the clock: user space reckons with them too. */
#ifndef HAWSER_BPF_TIMES_H
#define HAWSER_BPF_TIMES_H

#include "abi.h"

#ifdef __bpf__
#include "kernel.h"
#else
#include <sys/cdefs.h>
#endif

#define HW_NS_PER_MS 1000000ull
#define HW_NS_PER_S 1000000000ull

/* Another CPU may have written a time that our clock has yet to reach: that is no time ago. */
static __always_inline hw_u64 hw_since(hw_u64 now, hw_u64 then) {
    return now > then ? now - then : 0;
}

#endif
