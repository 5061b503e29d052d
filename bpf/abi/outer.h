/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The packets that carry the tunnels: whose they are, and by which uplink they may leave. */
#ifndef HAWSER_BPF_ABI_OUTER_H
#define HAWSER_BPF_ABI_OUTER_H

#include "types.h"

/*
 * hw_outers: hash of struct hw_outer_key to hw_u32, a tunnel. The outer addresses of our tunnels; `remote` is
 * all zero for a tunnel whose peer may have any address.
 */
struct hw_outer_key {
    hw_u8 local[16];
    hw_u8 remote[16];
    hw_u8 family; /* 4 or 6 */
    hw_u8 pad[3]; /* 0 */
};

/*
 * hw_spis: hash of struct hw_spi_key to struct hw_spi. The machine's SAs, listed before the kernel has them.
 */
struct hw_spi_key {
    hw_u8 dst[16];
    hw_u32 spi;   /* network byte order */
    hw_u8 family; /* 4 or 6 */
    hw_u8 pad[3]; /* 0 */
};
struct hw_spi {
    hw_u32 tunnel; /* 0: an SA of somebody else's */
};

/* hw_tun_uplinks: hash of hw_u32 to hw_u32; key is a tunnel's id, value the ifindex of its uplink.
 * HW_NO_UPLINK: the uplink's interface is not there, so every other one is wrong. */
#define HW_NO_UPLINK 0xffffffffu

/* hw_strays: LRU hash. Outer packets of a tunnel on an uplink that is not its own. */
struct hw_stray_key {
    hw_u32 tunnel;
    hw_u32 ifindex; /* the wrong uplink */
    hw_u32 leaving; /* 1: dropped on its way out; 0: arrived, and was let through */
};
struct hw_stray {
    hw_u64 packets;
    hw_u64 last_ns; /* CLOCK_MONOTONIC */
};

HW_STATIC_ASSERT(sizeof(struct hw_outer_key) == 36, "layout of hw_outer_key");
HW_STATIC_ASSERT(sizeof(struct hw_spi_key) == 24, "layout of hw_spi_key");
HW_STATIC_ASSERT(sizeof(struct hw_spi) == 4, "layout of hw_spi");
HW_STATIC_ASSERT(sizeof(struct hw_stray_key) == 12, "layout of hw_stray_key");
HW_STATIC_ASSERT(sizeof(struct hw_stray) == 16, "layout of hw_stray");

#endif
