/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The one function that decides by which tunnel a packet towards a peer leaves. All hooks call it. */
#ifndef HAWSER_BPF_SELECT_H
#define HAWSER_BPF_SELECT_H

#include "failback.h"
#include "hash.h"
#include "prove.h"
#include "rules.h"

/* What a packet without a pin of its own takes: an ICMP error, the rest of a packet whose start is unknown.
 */
static __always_inline hw_u32 hw_select_unpinned(struct __sk_buff* skb, const struct hw_flow* flow,
                                                 hw_u32 hash) {
    const struct hw_pin* pin = hw_pin_find(flow);

    if (pin && hw_rank(pin->tunnel, flow->bundle)) return pin->tunnel;
    return hw_ring_choose(skb, flow->bundle, hash, 0);
}

static __always_inline hw_u32 hw_choose(struct __sk_buff* skb, const struct hw_flow* flow, hw_u32 hash) {
    return hw_ring_choose(skb, flow->bundle, hash, hw_rule_slot(flow->bundle, flow->rule));
}

/* Rules, and what their flows may take, may have changed with the generation. True where the flow has to
 * leave its tunnel for that. */
static __always_inline int hw_rule_again(const struct hw_packet* packet, struct hw_pin* pin,
                                         struct hw_flow* flow) {
    if (pin->role != HW_PIN_OWNER) return 0;
    flow->rule = hw_rule_find(packet, flow->bundle);
    if (pin->rule != flow->rule) pin->rule = (hw_u8)flow->rule;
    return hw_rule_leaves(hw_rule_slot(flow->bundle, flow->rule), pin->tunnel);
}

/*
 * A pin's tunnel is kept as long as it is neither down nor suspect: DEGRADED and DRAINING ones keep their
 * flows. A suspect one is left only for a better one, and one that the flow's rule does not want (`leaves`)
 * only for one that it does.
 */
static __always_inline hw_u32 hw_select_pinned(struct __sk_buff* skb, const struct hw_config* config,
                                               const struct hw_flow* flow, struct hw_pin* pin, hw_u32 hash,
                                               int leaves) {
    hw_u32 pinned = pin->tunnel;
    hw_u32 rank, chosen;

    hw_watch_out(skb, flow, config, pinned, hw_pin_is_answered(pin));
    rank = hw_rank(pinned, flow->bundle);
    if (rank > HW_RANK_SUSPECT && !leaves && !hw_fails_back(pin, flow->bundle, hw_rank_tier(rank)))
        return pinned;
    chosen = hw_choose(skb, flow, hash);
    if (!chosen || chosen == pinned) return chosen;
    if (rank > HW_RANK_SUSPECT && leaves && !hw_rule_has(hw_rule_slot(flow->bundle, flow->rule), chosen))
        return pinned;
    if (rank && hw_rank(chosen, flow->bundle) <= HW_RANK_SUSPECT) return pinned;
    if (pin->role == HW_PIN_FOLLOWER) pin->flags |= HW_PIN_PROVISIONAL;
    hw_pin_move(skb, flow, pin, pinned, chosen);
    return pin->tunnel;
}

/* Another network may have got the remote address since the pin was made. */
static __always_inline int hw_pin_serves(const struct hw_config* config, struct hw_pin* pin,
                                         const struct hw_flow* flow, hw_u8 tcp_flags) {
    if (pin->bundle != flow->bundle || hw_pin_is_over(config, pin, flow, tcp_flags, hw_now())) return 0;
    hw_pin_refresh(config, pin);
    return 1;
}

/*
 * The tunnel's id, 0 if none is usable. An ICMP error goes where the flow goes that it quotes, but neither
 * makes nor moves a pin: whoever sends it is not an end of that flow.
 */
HW_SUBPROGRAM hw_u32 hw_select(struct __sk_buff* skb, const struct hw_packet* packet, hw_u32 bundle_id) {
    const struct hw_config* config = hw_config_get();
    struct hw_flow flow;
    struct hw_pin* pin;
    hw_u32 hash, tunnel;
    int leaves = 0;

    if (!packet || !config) return 0;
    hw_flow_outgoing(skb, &flow, packet, bundle_id);
    hash = hw_hash_flow(&flow, config->hash_seed);
    if (packet->flags & HW_PACKET_READS_ONLY) return hw_select_unpinned(skb, &flow, hash);
    pin = hw_pin_find(&flow);
    if (pin && pin->generation != (hw_u16)config->generation)
        leaves = hw_rule_again(packet, pin, &flow);
    else if (pin)
        flow.rule = pin->rule;
    if (!pin || !hw_pin_serves(config, pin, &flow, packet->tcp_flags)) {
        flow.rule = hw_rule_find(packet, bundle_id);
        tunnel = hw_choose(skb, &flow, hash);
        if (!tunnel) return 0;
        if (pin) return hw_pin_renew(skb, config, &flow, pin, tunnel, HW_PIN_OWNER);
        return hw_pin_create(skb, config, &flow, tunnel, HW_PIN_OWNER);
    }
    pin->last_seen_ns = hw_now();
    pin->packets_out += 1;
    hw_tcp_note(pin, packet->tcp_flags, HW_OUTGOING);
    tunnel = hw_select_pinned(skb, config, &flow, pin, hash, leaves);
    hw_pin_settle(skb, &flow, pin);
    return tunnel;
}

#endif
