/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The pins: making, moving and counting. CPUs may work on one pin at once; that may lose a count, but never
 * tears a tunnel's id, and a move is made once.
 */
#ifndef HAWSER_BPF_PIN_H
#define HAWSER_BPF_PIN_H

#include "drop.h"
#include "lookup.h"
#include "stats.h"

/* The coarse clock is the same clock in steps of a jiffy, at a fraction of the price. */
static __always_inline hw_u64 hw_now(void) {
    return bpf_ktime_get_coarse_ns();
}

/* Makes the pin, and answers the tunnel that the flow now has: that of another CPU, if it was first. */
static __always_inline hw_u32 hw_pin_create(struct __sk_buff* skb, const struct hw_flow_key* key,
                                            hw_u32 tunnel, enum hw_pin_role role) {
    hw_u64 now = hw_now();
    struct hw_pin fresh = {
        .tunnel = tunnel,
        .role = role,
        .created_ns = now,
        .last_seen_ns = now,
        .packets_out = role == HW_PIN_OWNER,
        .packets_in = role == HW_PIN_FOLLOWER,
    };
    struct hw_tunnel_stats* stats;
    const struct hw_pin* other;

    if (bpf_map_update_elem(&hw_pins, key, &fresh, BPF_NOEXIST)) {
        other = bpf_map_lookup_elem(&hw_pins, key);
        if (other) return other->tunnel;
        hw_count(skb, HW_DROP_PIN_FULL);
        return tunnel;
    }
    stats = hw_stats(tunnel);
    if (stats) stats->flows_taken += 1;
    return tunnel;
}

static __always_inline void hw_pin_move(struct hw_pin* pin, hw_u32 from, hw_u32 to) {
    struct hw_tunnel_stats* stats = hw_stats(from);

    if (__sync_val_compare_and_swap(&pin->tunnel, from, to) != from) return;
    pin->moves += 1;
    pin->last_moved_from = from;
    pin->last_moved_ns = hw_now();
    pin->strays = 0;
    if (stats) stats->flows_moved_away += 1;
}

#endif
