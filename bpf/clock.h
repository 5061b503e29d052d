/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef HAWSER_BPF_CLOCK_H
#define HAWSER_BPF_CLOCK_H

#include "abi.h"
#include "kernel.h"

#define HW_NS_PER_MS 1000000ull
#define HW_NS_PER_S 1000000000ull

/* CLOCK_MONOTONIC in steps of a jiffy, at a fraction of the price. */
static __always_inline hw_u64 hw_now(void) {
    return bpf_ktime_get_coarse_ns();
}

/* Another CPU may have written a time that our clock has yet to reach: that is no time ago. */
static __always_inline hw_u64 hw_since(hw_u64 now, hw_u64 then) {
    return now > then ? now - then : 0;
}

#endif
