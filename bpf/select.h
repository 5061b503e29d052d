/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The one function that decides by which tunnel a packet towards a peer leaves. All hooks call it. */
#ifndef HAWSER_BPF_SELECT_H
#define HAWSER_BPF_SELECT_H

#include "flow.h"
#include "pin.h"
#include "ring.h"

static __always_inline void hw_pin_count_out(struct hw_pin* pin) {
    pin->last_seen_ns = hw_now();
    pin->packets_out += 1;
}

/*
 * The tunnel's id, 0 if none is usable. A pin's tunnel is kept as long as it is not down: DEGRADED and
 * DRAINING ones keep their flows. An ICMP error goes where the flow goes that it quotes, but neither makes
 * nor moves a pin: whoever sends it is not an end of that flow.
 */
static __always_inline hw_u32 hw_select(struct __sk_buff* skb, const struct hw_packet* packet,
                                        hw_u32 bundle_id) {
    const struct hw_config* config = hw_config_get();
    int reads_only = packet->flags & HW_PACKET_ICMP_ERROR;
    struct hw_flow_key key;
    struct hw_pin* pin;
    hw_u32 pinned = 0, chosen;

    hw_flow_of(skb, &key, packet, bundle_id, HW_OUTGOING);
    pin = bpf_map_lookup_elem(&hw_pins, &key);
    if (pin) {
        pinned = pin->tunnel;
        if (!reads_only) hw_pin_count_out(pin);
        if (hw_carries(pinned, bundle_id)) return pinned;
    }
    chosen = hw_ring_choose(skb, bundle_id, hw_hash_flow(&key, config ? config->hash_seed : 0));
    if (!chosen || reads_only) return chosen;
    if (!pin) return hw_pin_create(skb, &key, chosen, HW_PIN_OWNER);
    if (pin->role == HW_PIN_FOLLOWER) pin->flags |= HW_PIN_PROVISIONAL;
    hw_pin_move(pin, pinned, chosen);
    return chosen;
}

#endif
