/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Giving packets to other CPUs, where the NIC's queues would leave all of them to one. */
#ifndef HAWSER_BPF_SPREAD_H
#define HAWSER_BPF_SPREAD_H

#include "xdp_maps.h"
#include "xdp_packet.h"

/* Packets of one hash go to one CPU, in their order. A CPU that cannot be used is no reason to lose one. */
static __always_inline int hw_spread(struct xdp_md* ctx, const struct hw_xdp* xdp, hw_u32 hash) {
    hw_u32 cpus = xdp->cpus, cpu;
    hw_u64* count;
    int verdict;

    if (!(xdp->flags & HW_XDP_SPREAD) || cpus < 2 || cpus > HW_MAX_SPREAD_CPUS) return XDP_PASS;
    cpu = (hw_u32)(((hw_u64)(hash * 0x9e3779b1u) * cpus) >> 32);
    verdict = (int)bpf_redirect_map(&hw_xdp_cpus, cpu, XDP_PASS);
    if (verdict != XDP_REDIRECT) {
        hw_xdp_count(ctx, HW_DROP_SPREAD_FAILED);
        return XDP_PASS;
    }
    count = bpf_map_lookup_elem(&hw_xdp_spread, &cpu);
    if (count) *count += 1;
    return verdict;
}

#endif
