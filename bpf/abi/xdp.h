/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the XDP programs do. */
#ifndef HAWSER_BPF_ABI_XDP_H
#define HAWSER_BPF_ABI_XDP_H

#include "limits.h"
#include "types.h"

/* hw_xdp: hash, key is an ifindex. What the XDP program does there; without an entry it passes everything. */
struct hw_xdp {
    hw_u32 flags; /* HW_XDP_* */
    hw_u32 cpus;  /* over so many CPUs, from the first on; at most HW_MAX_SPREAD_CPUS */
    /* IKE_SA_INIT requests of one source: so many a second, and so many at once. 0 a second: no limit. */
    hw_u32 ike_rate;
    hw_u32 ike_burst;
};
#define HW_XDP_ADMIT_SPIS                                                            \
    1u /* hw_spis lists every SA of the machine, so what it does not list is unknown \
        */
#define HW_XDP_SPREAD 2u

/* hw_xdp_cpus: cpumap of the CPUs 0..cpus-1, all online. hw_xdp_spread: per-CPU array of hw_u64, packets by
 * the CPU that they were given to. */

/* hw_ike_sources: LRU hash of struct hw_ike_source to struct hw_bucket. */
struct hw_ike_source {
    hw_u8 addr[16]; /* IPv6: the first 64 bits, which one host may have whole */
    hw_u8 family;
    hw_u8 pad[3]; /* 0 */
};
struct hw_bucket {
    hw_u64 filled_ns; /* CLOCK_MONOTONIC */
    hw_u64 tokens_ns; /* credit, in nanoseconds of the rate */
};

HW_STATIC_ASSERT(sizeof(struct hw_xdp) == 16, "layout of hw_xdp");
HW_STATIC_ASSERT(sizeof(struct hw_ike_source) == 20, "layout of hw_ike_source");
HW_STATIC_ASSERT(sizeof(struct hw_bucket) == 16, "layout of hw_bucket");

#endif
