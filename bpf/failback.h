/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What flows on a worse tier do when a better one is usable again: at once, after it has been so for a while,
 * or never. Only who owns a flow decides; the follower comes after its packets.
 */
#ifndef HAWSER_BPF_FAILBACK_H
#define HAWSER_BPF_FAILBACK_H

#include "pin.h"
#include "ring.h"

static __always_inline int hw_better_is_usable(hw_u32 bundle_id, hw_u32 tier) {
    hw_u32 rank = (hw_u32)(hw_best_member(bundle_id, 0) >> 32);

    return rank > HW_RANK_DRAINING && hw_rank_tier(rank) < tier;
}

static __always_inline int hw_fails_back(const struct hw_pin* pin, hw_u32 bundle_id, hw_u32 tier) {
    struct hw_bundle_watch* watch = bpf_map_lookup_elem(&hw_bun_watch, &bundle_id);
    const struct hw_bundle* bundle = hw_bundle_get(bundle_id);
    hw_u64 now = hw_now();

    if (!tier || pin->role != HW_PIN_OWNER || !watch || !bundle) return 0;
    if (bundle->failback_s == HW_FAILBACK_NEVER) return 0;
    if (!hw_better_is_usable(bundle_id, tier)) {
        hw_better_is_gone(bundle_id);
        return 0;
    }
    if (!watch->better_from_ns) watch->better_from_ns = now;
    return hw_since(now, watch->better_from_ns) >= bundle->failback_s * HW_NS_PER_S;
}

#endif
