/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * SAs whose packets were on their own uplink a moment ago. Two look-ups a packet are most of what an uplink's
 * program costs, so their answer is kept for up to 32 jiffies: that is how long a change of the maps may take
 * to show. A packet on another uplink finds no approval, however new.
 */
#ifndef HAWSER_BPF_APPROVED_H
#define HAWSER_BPF_APPROVED_H

#include "abi.h"
#include "kernel.h"

#define HW_APPROVED_SLOT_BITS 12
#define HW_APPROVED_JIFFIES_SHIFT 5

/* CPUs may write one slot at once and leave halves of two approvals: SPI and uplink are in one half, so that
 * they have been right together in any case. `destination` is the address of IPv4, or a sum of IPv6's. */
struct hw_approval {
    hw_u64 spi_and_uplink;
    hw_u64 destination_and_time;
};
static volatile struct hw_approval hw_approvals[1 << HW_APPROVED_SLOT_BITS];

/* By the end of an SPI in network order, in which those differ that are counted. */
static __always_inline volatile struct hw_approval* hw_approval_slot(hw_u32 spi) {
    return &hw_approvals[spi >> (32 - HW_APPROVED_SLOT_BITS)];
}

static __always_inline hw_u64 hw_both(hw_u32 low, hw_u32 high) {
    return low | (hw_u64)high << 32;
}

static __always_inline hw_u32 hw_approval_time(void) {
    return (hw_u32)(bpf_jiffies64() >> HW_APPROVED_JIFFIES_SHIFT);
}

static __always_inline int hw_is_approved(hw_u32 spi, hw_u32 destination, hw_u32 ifindex) {
    const volatile struct hw_approval* slot = hw_approval_slot(spi);
    hw_u32 time = hw_approval_time();

    return slot->spi_and_uplink == hw_both(spi, ifindex) &&
           slot->destination_and_time == hw_both(destination, time);
}

static __always_inline void hw_approve(hw_u32 spi, hw_u32 destination, hw_u32 ifindex) {
    volatile struct hw_approval* slot = hw_approval_slot(spi);

    slot->spi_and_uplink = hw_both(spi, ifindex);
    slot->destination_and_time = hw_both(destination, hw_approval_time());
}

#endif
