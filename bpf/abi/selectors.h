/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What a tunnel may deliver. */
#ifndef HAWSER_BPF_ABI_SELECTORS_H
#define HAWSER_BPF_ABI_SELECTORS_H

#include "types.h"

/*
 * hw_selectors: longest prefix match; what a tunnel's inbound Child SA may deliver. A packet passes if both
 * its source (side REMOTE) and its destination (side LOCAL) find an entry. prefixlen counts from `tunnel` on:
 * HW_SELECTOR_FIXED_BITS plus the address's bits.
 */
struct hw_selector_key {
    hw_u32 prefixlen;
    hw_u32 tunnel;
    hw_u8 side;   /* enum hw_selector_side */
    hw_u8 family; /* 4 or 6 */
    hw_u8 pad[2]; /* 0 */
    hw_u8 addr[16];
};
#define HW_SELECTOR_FIXED_BITS 64u
enum hw_selector_side {
    HW_SELECTOR_REMOTE = 0,
    HW_SELECTOR_LOCAL = 1,
};
struct hw_selector_range {
    hw_u16 port_first; /* host byte order; 0..65535 is any; ICMP: type * 256 + code (RFC 7296, 3.13.1) */
    hw_u16 port_last;
    hw_u8 protocol; /* 0: any */
    hw_u8 pad[3];   /* 0 */
};
/* A look-up sees the longest prefix alone, so an entry has the ranges of every selector that covers it. */
#define HW_SELECTOR_RANGES 4u
struct hw_selector {
    hw_u32 count; /* used ranges; one of them has to fit */
    struct hw_selector_range ranges[HW_SELECTOR_RANGES];
};

HW_STATIC_ASSERT(sizeof(struct hw_selector_key) == 28, "layout of hw_selector_key");
HW_STATIC_ASSERT(sizeof(struct hw_selector) == 36, "layout of hw_selector");

#endif
