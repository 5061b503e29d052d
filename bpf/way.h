/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the short way found out about a tunnel in this tick, so that it asks the maps once a tick and not once
 * a packet. The tunnel's state is not here: every packet reads that itself, because failover is one write of
 * it.
 */
#ifndef HAWSER_BPF_WAY_H
#define HAWSER_BPF_WAY_H

#include "abi.h"
#include "kernel.h"

#define HW_WAY_SLOTS 1024u

struct hw_way {
    hw_u32 ifindex; /* of the tunnel's own interface */
    hw_u32 bundle_ifindex;
    hw_u32 served; /* hw_way_served() of the pins that it is right for */
    hw_u32 mtu;    /* the largest number where any length will do */
};

/* Bundle and generation, which a pin has side by side. */
static __always_inline hw_u32 hw_way_served(const struct hw_pin* pin) {
    return pin->bundle | (hw_u32)pin->generation << 16;
}

/* CPUs may write one slot at once, for two tunnels even, and leave halves of both: `check` fits nothing then.
 */
static volatile struct hw_way_slot {
    hw_u64 interfaces;
    hw_u64 rest;
    hw_u64 check;
    hw_u64 pad;
} hw_ways[HW_WAY_SLOTS];

static __always_inline volatile struct hw_way_slot* hw_way_slot(hw_u32 tunnel) {
    return &hw_ways[tunnel % HW_WAY_SLOTS];
}

/* Ticks are further apart than the ids of two tunnels, so no tick's number with one id is another's with
 * another. */
static __always_inline hw_u64 hw_way_check(hw_u32 tunnel, hw_u64 now, hw_u64 interfaces, hw_u64 rest) {
    return now ^ tunnel ^ interfaces ^ rest;
}

static __always_inline int hw_way_find(struct hw_way* way, hw_u32 tunnel, hw_u64 now) {
    const volatile struct hw_way_slot* slot = hw_way_slot(tunnel);
    hw_u64 interfaces = slot->interfaces;
    hw_u64 rest = slot->rest;

    if (slot->check != hw_way_check(tunnel, now, interfaces, rest)) return 0;
    way->ifindex = (hw_u32)interfaces;
    way->bundle_ifindex = (hw_u32)(interfaces >> 32);
    way->served = (hw_u32)rest;
    way->mtu = (hw_u32)(rest >> 32);
    return 1;
}

static __always_inline void hw_way_keep(const struct hw_way* way, hw_u32 tunnel, hw_u64 now) {
    volatile struct hw_way_slot* slot = hw_way_slot(tunnel);
    hw_u64 interfaces = way->ifindex | (hw_u64)way->bundle_ifindex << 32;
    hw_u64 rest = way->served | (hw_u64)way->mtu << 32;

    slot->interfaces = interfaces;
    slot->rest = rest;
    slot->check = hw_way_check(tunnel, now, interfaces, rest);
}

#endif
