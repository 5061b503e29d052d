/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The pins: finding, making, moving and renewing. CPUs may work on one pin at once; that may lose a count,
 * but never tears a tunnel's id, and a move is made once.
 */
#ifndef HAWSER_BPF_PIN_H
#define HAWSER_BPF_PIN_H

#include "drop.h"
#include "events.h"
#include "idle.h"
#include "lookup.h"
#include "pin_maps.h"
#include "stats.h"

static __always_inline void hw_pin_count(hw_u32 what) {
    hw_u64* count = bpf_map_lookup_elem(&hw_pin_counts, &what);

    if (count) *count += 1;
}

static __always_inline struct hw_pin* hw_pin_find_proven(const struct hw_flow* flow) {
    if (flow->family == 4) return bpf_map_lookup_elem(&hw_pins4, &flow->v4);
    return bpf_map_lookup_elem(&hw_pins6, &flow->v6);
}

static __always_inline struct hw_pin* hw_pin_find_new(const struct hw_flow* flow) {
    if (flow->family == 4) return bpf_map_lookup_elem(&hw_new_pins4, &flow->v4);
    return bpf_map_lookup_elem(&hw_new_pins6, &flow->v6);
}

static __always_inline struct hw_pin* hw_pin_find(const struct hw_flow* flow) {
    struct hw_pin* pin = hw_pin_find_proven(flow);

    return pin ? pin : hw_pin_find_new(flow);
}

static __always_inline void hw_pin_taken(struct __sk_buff* skb, const struct hw_flow* flow, hw_u32 tunnel,
                                         enum hw_pin_role role) {
    struct hw_tunnel_stats* stats = hw_stats(tunnel);

    if (stats) stats->flows_taken += 1;
    hw_tell(skb, flow, HW_EVENT_WITH(HW_EVENT_PIN_MADE, role), tunnel, 0);
}

static __always_inline void hw_pin_fill(struct hw_pin* pin, const struct hw_config* config,
                                        const struct hw_flow* flow, hw_u32 tunnel, enum hw_pin_role role) {
    hw_u64 now = hw_now();

    pin->tunnel = tunnel;
    pin->last_moved_from = 0;
    pin->admitted = 0;
    pin->bundle = (hw_u16)flow->bundle;
    pin->generation = (hw_u16)config->generation;
    pin->role = role;
    pin->flags &= HW_PIN_PROVEN;
    pin->follow_moves = 0;
    pin->strays = 0;
    pin->tcp = 0;
    pin->rule = (hw_u8)flow->rule;
    pin->moves = 0;
    pin->created_s = (hw_u32)(now / HW_NS_PER_S);
    pin->last_seen_ns = now;
    pin->last_moved_ns = 0;
    pin->packets_out = role == HW_PIN_OWNER;
    pin->packets_in = role == HW_PIN_FOLLOWER;
}

/* Makes the pin, and answers the tunnel that the flow now has: that of another CPU, if it was first. Not
 * inlined, because the stack of all programs that call each other is 512 bytes together. */
static __noinline hw_u32 hw_pin_create(struct __sk_buff* skb, const struct hw_config* config,
                                       const struct hw_flow* flow, hw_u32 tunnel, enum hw_pin_role role) {
    struct hw_pin fresh = {};
    const struct hw_pin* other;
    long result;

    hw_pin_fill(&fresh, config, flow, tunnel, role);
    if (flow->family == 4)
        result = bpf_map_update_elem(&hw_new_pins4, &flow->v4, &fresh, BPF_NOEXIST);
    else
        result = bpf_map_update_elem(&hw_new_pins6, &flow->v6, &fresh, BPF_NOEXIST);
    if (result) {
        other = hw_pin_find_new(flow);
        if (other) return other->tunnel;
        hw_count(skb, HW_DROP_PIN_FULL);
        return tunnel;
    }
    hw_pin_count(HW_PIN_COUNT_MADE);
    hw_pin_taken(skb, flow, tunnel, role);
    return tunnel;
}

/* The pin of a flow that is over, for the one that has its addresses and ports after it. A CPU that comes
 * second finds it alive. */
static __always_inline hw_u32 hw_pin_renew(struct __sk_buff* skb, const struct hw_config* config,
                                           const struct hw_flow* flow, struct hw_pin* pin, hw_u32 tunnel,
                                           enum hw_pin_role role) {
    hw_u64 seen = pin->last_seen_ns;

    if (__sync_val_compare_and_swap(&pin->last_seen_ns, seen, hw_now()) != seen) return pin->tunnel;
    hw_pin_fill(pin, config, flow, tunnel, role);
    if (pin->flags & HW_PIN_PROVEN) {
        hw_pin_count(HW_PIN_COUNT_RENEWED);
    } else {
        hw_pin_count(HW_PIN_COUNT_ENDED);
        hw_pin_count(HW_PIN_COUNT_MADE);
    }
    hw_pin_taken(skb, flow, tunnel, role);
    return tunnel;
}

/* Whatever was looked up for the pin was so in its generation. */
static __always_inline void hw_pin_refresh(const struct hw_config* config, struct hw_pin* pin) {
    if (pin->generation == (hw_u16)config->generation) return;
    pin->admitted = 0;
    pin->generation = (hw_u16)config->generation;
}

static __always_inline void hw_pin_move(struct __sk_buff* skb, const struct hw_flow* flow, struct hw_pin* pin,
                                        hw_u32 from, hw_u32 to) {
    struct hw_tunnel_stats* stats = hw_stats(from);

    if (__sync_val_compare_and_swap(&pin->tunnel, from, to) != from) return;
    if (pin->moves != 0xffff) pin->moves += 1;
    pin->last_moved_from = (hw_u16)from;
    pin->last_moved_ns = hw_now();
    pin->strays = 0;
    if (stats) stats->flows_moved_away += 1;
    hw_pin_count(HW_PIN_COUNT_MOVED);
    hw_tell(skb, flow, HW_EVENT_WITH(HW_EVENT_PIN_MOVED, pin->role), to, from);
}

#endif
