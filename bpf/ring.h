/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The tunnel of a flow that has no pin, or whose tunnel died. A tunnel is found whenever one of the bundle's
 * members lives: a few tries in a ring alone would leave flows stranded (with one of three alive, five tries
 * miss for one flow in eight).
 */
#ifndef HAWSER_BPF_RING_H
#define HAWSER_BPF_RING_H

#include "drop.h"
#include "hash.h"
#include "lookup.h"
#include "rank.h"
#include "watch.h"

HW_SUBPROGRAM hw_u32 hw_rank(hw_u32 tunnel_id, hw_u32 bundle_id) {
    const struct hw_tunnel* tunnel = hw_tunnel_get(tunnel_id);
    hw_u32 state = hw_tunnel_state_get(tunnel_id);

    if (!tunnel || tunnel->bundle != bundle_id || tunnel->tier >= HW_MAX_TIERS) return 0;
    if (state == HW_TUNNEL_DOWN) return 0;
    return hw_rank_of(tunnel->tier, state, hw_is_suspect(tunnel_id));
}

/* The tunnel in the flow's slot of a bundle's or a rule's ring; 0 where there is no such ring. Size and slot
 * are of one ring, whatever is written to the outer map meanwhile. */
static __always_inline hw_u32 hw_ring_at(hw_u32 number, hw_u32 tier, hw_u32 hash) {
    hw_u32 index = number * HW_MAX_TIERS + tier;
    void* ring = bpf_map_lookup_elem(&hw_rings, &index);
    const hw_u32 *slots, *tunnel;
    hw_u32 at = 0;

    if (!ring) return 0;
    slots = bpf_map_lookup_elem(ring, &at);
    if (!slots || !*slots) return 0;
    at = 1 + hash % *slots;
    tunnel = bpf_map_lookup_elem(ring, &at);
    return tunnel ? *tunnel : 0;
}

/*
 * The best member, and among equals the one that the flow's hash ranks first (rendezvous hashing), so that
 * the loss of one moves only its own flows: its rank in the upper half, its id in the lower, 0 if all are of
 * no use. Rank and hash are compared as one number, because the verifier then follows one path through the
 * loop.
 */
HW_SUBPROGRAM hw_u64 hw_best_member(hw_u32 bundle_id, hw_u32 hash) {
    const struct hw_bundle* bundle = hw_bundle_get(bundle_id);
    hw_u64 best = 0;
    hw_u32 id = 0;

    if (!bundle) return 0;
    for (hw_u32 i = 0; i < HW_MAX_MEMBERS; i++) {
        hw_u32 member = bundle->members[i];
        hw_u64 rank = i < bundle->member_count ? hw_rank(member, bundle_id) : 0;
        hw_u64 score = (rank << 32) | hw_hash_again(hash, member);

        if (rank && score > best) {
            best = score;
            id = member;
        }
    }
    return (best & ~0xffffffffull) | id;
}

/* By weight: the first slot of a ring of the tier, on a way that the flow's hash fixes, whose tunnel is as
 * good as the best. */
HW_SUBPROGRAM hw_u32 hw_ring_search(hw_u32 number, hw_u32 bundle_id, hw_u32 rank, hw_u32 hash) {
    hw_u32 tier = hw_rank_tier(rank);

    for (hw_u32 i = 0; i < HW_RING_TRIES; i++) {
        hw_u32 tunnel = hw_ring_at(number, tier, hash);

        if (!tunnel) return 0;
        if (hw_rank(tunnel, bundle_id) == rank) return tunnel;
        hash = hw_hash_again(hash, i);
    }
    return 0;
}

/* Nobody can wait for the return of a better tier from before it went: whoever is sent to a worse one says
 * so. */
static __always_inline void hw_better_is_gone(hw_u32 bundle_id) {
    struct hw_bundle_watch* watch = bpf_map_lookup_elem(&hw_bun_watch, &bundle_id);

    if (watch && watch->better_from_ns) watch->better_from_ns = 0;
}

/* The tunnel of a new flow, 0 if the bundle has none that lives. A flow with a rule takes one of its rule's
 * tunnels where one of them is as good as the best; its slot is 0 for all others. */
HW_SUBPROGRAM hw_u32 hw_ring_choose(struct __sk_buff* skb, hw_u32 bundle_id, hw_u32 hash, hw_u32 slot) {
    hw_u32 tunnel = hw_ring_at(slot ? HW_RULE_RING + slot : bundle_id, 0, hash);
    hw_u64 best;
    hw_u32 rank;

    if (hw_rank(tunnel, bundle_id) == HW_RANK_BEST) return tunnel;
    best = hw_best_member(bundle_id, hash);
    if (!best) return 0;
    rank = (hw_u32)(best >> 32);
    if (hw_rank_tier(rank)) hw_better_is_gone(bundle_id);
    tunnel = slot ? hw_ring_search(HW_RULE_RING + slot, bundle_id, rank, hash) : 0;
    if (tunnel) return tunnel;
    if (!hw_ring_at(bundle_id, hw_rank_tier(rank), hash)) hw_count(skb, HW_DROP_NO_RING);
    tunnel = hw_ring_search(bundle_id, bundle_id, rank, hash);
    return tunnel ? tunnel : (hw_u32)best;
}

#endif
