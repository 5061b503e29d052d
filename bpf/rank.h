/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* How tunnels compare for a flow, by what is known of them alone: hawser-maps foretells by it. */
#ifndef HAWSER_BPF_RANK_H
#define HAWSER_BPF_RANK_H

#include "times.h"

/* After so long a suspect tunnel is tried once more. */
#define HW_SUSPECT_NS (30 * HW_NS_PER_S)

/* Tries in the ring of a tier whose slot holds a tunnel of no use, so that the others share its flows by
 * their weights. */
#ifndef HW_RING_TRIES
#define HW_RING_TRIES 8
#endif

/*
 * How good a tunnel is for a new flow, 0: of no use. Suspect ones come after all others, and draining ones
 * before these, whatever their tier: they are better than losing the packet, no more. Between the others the
 * tier decides, and within a tier UP before DEGRADED.
 */
#define HW_RANK_SUSPECT HW_MAX_TIERS        /* the best of the suspect ones */
#define HW_RANK_DRAINING (2 * HW_MAX_TIERS) /* and of the draining ones */
#define HW_RANK_BEST (4 * HW_MAX_TIERS + 1)

static __always_inline hw_u32 hw_rank_of(hw_u32 tier, hw_u32 state, int suspect) {
    hw_u32 nearness = HW_MAX_TIERS - tier;

    if (state == HW_TUNNEL_DOWN) return 0;
    if (suspect) return nearness;
    switch (state) {
        case HW_TUNNEL_UP:
            return HW_RANK_DRAINING + 2 * nearness + 1;
        case HW_TUNNEL_DEGRADED:
            return HW_RANK_DRAINING + 2 * nearness;
        case HW_TUNNEL_DRAINING:
            return HW_RANK_SUSPECT + nearness;
        default:
            return 0;
    }
}

static __always_inline hw_u32 hw_rank_tier(hw_u32 rank) {
    hw_u32 nearness = rank;

    if (rank > HW_RANK_DRAINING)
        nearness = (rank - HW_RANK_DRAINING) / 2;
    else if (rank > HW_RANK_SUSPECT)
        nearness = rank - HW_RANK_SUSPECT;
    return HW_MAX_TIERS - nearness;
}

#endif
