/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef HAWSER_BPF_CLOCK_H
#define HAWSER_BPF_CLOCK_H

#include "kernel.h"
#include "times.h"

/* The time of this jiffy, and that time XOR the jiffy: two CPUs that write at once leave a pair that fits
 * nothing, and never one time with the other's jiffy. */
static struct {
    volatile hw_u64 ns;
    volatile hw_u64 check;
} hw_tick;

/* CLOCK_MONOTONIC in steps of a jiffy. The verifier makes the jiffies a load; asking for the time itself is
 * three calls in the kernel, so it is done once a jiffy. */
static __always_inline hw_u64 hw_now(void) {
    hw_u64 jiffies = bpf_jiffies64();
    hw_u64 now = hw_tick.ns;

    if (hw_tick.check == (now ^ jiffies)) return now;
    now = bpf_ktime_get_coarse_ns();
    hw_tick.ns = now;
    hw_tick.check = now ^ jiffies;
    return now;
}

#endif
