/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef HAWSER_BPF_CLOCK_H
#define HAWSER_BPF_CLOCK_H

#include "kernel.h"
#include "times.h"

/* CLOCK_MONOTONIC in steps of a jiffy, at a fraction of the price. */
static __always_inline hw_u64 hw_now(void) {
    return bpf_ktime_get_coarse_ns();
}

#endif
