/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * From the new flows to the proven ones, when a packet of the other direction shows that somebody answers.
 * The copy is there before the original goes, and proven pins are sought first, so every CPU finds one of
 * them; of two that do this at once, the second finds its work done.
 */
#ifndef HAWSER_BPF_PROVE_H
#define HAWSER_BPF_PROVE_H

#include "pin.h"

#ifndef EEXIST
#define EEXIST 17
#endif

static __always_inline long hw_proven_insert(const struct hw_flow* flow, const struct hw_pin* pin) {
    if (flow->family == 4) return bpf_map_update_elem(&hw_pins4, &flow->v4, pin, BPF_NOEXIST);
    return bpf_map_update_elem(&hw_pins6, &flow->v6, pin, BPF_NOEXIST);
}

static __always_inline void hw_new_remove(const struct hw_flow* flow) {
    if (flow->family == 4)
        bpf_map_delete_elem(&hw_new_pins4, &flow->v4);
    else
        bpf_map_delete_elem(&hw_new_pins6, &flow->v6);
}

static __noinline void hw_pin_prove(struct __sk_buff* skb, const struct hw_flow* flow,
                                    const struct hw_pin* pin) {
    struct hw_pin proven = *pin;
    long result;

    proven.flags |= HW_PIN_PROVEN;
    result = hw_proven_insert(flow, &proven);
    if (result && result != -EEXIST) {
        hw_count(skb, HW_DROP_PROVEN_FULL);
        return;
    }
    hw_new_remove(flow);
    if (result) return;
    hw_pin_count(HW_PIN_COUNT_PROVEN);
    hw_tell(skb, flow, HW_EVENT_WITH(HW_EVENT_PIN_PROVEN, proven.role), proven.tunnel, 0);
}

/* The last thing that a packet does to its pin: what it has written there is in the copy. */
static __always_inline void hw_pin_settle(struct __sk_buff* skb, const struct hw_flow* flow,
                                          const struct hw_pin* pin) {
    if (!(pin->flags & HW_PIN_PROVEN) && hw_pin_is_answered(pin)) hw_pin_prove(skb, flow, pin);
}

#endif
