/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What an arriving packet does to its flow's pin. The side that opened the flow owns it and chooses; the
 * other one follows, sending by the tunnel on which the owner's packets arrive. Lost pins and simultaneous
 * opens can leave two followers, who would exchange tunnels for ever, or two owners, who would use different
 * ones: in both cases the side whose inner address is numerically lower ends as the owner.
 */
#ifndef HAWSER_BPF_FOLLOW_H
#define HAWSER_BPF_FOLLOW_H

#include "flow.h"
#include "pin.h"

/* Moves in a row, each within the window after the one before, that a real owner has no reason to make. */
#ifndef HW_FOLLOW_MOVES_MAX
#define HW_FOLLOW_MOVES_MAX 3
#endif
#define HW_FOLLOW_WINDOW_NS (2ull * 1000 * 1000 * 1000)

/* Packets in a row by another tunnel, at least this long after the last move: what was under way has arrived
 * by then. */
#ifndef HW_STRAYS_MAX
#define HW_STRAYS_MAX 8
#endif
#define HW_STRAYS_GRACE_NS (1ull * 1000 * 1000 * 1000)

/* Below 0: our inner address is the lower one. Equal ones (one host talking to itself by the peer) have no
 * lower side. */
static __always_inline int hw_compare_sides(const struct hw_flow_key* key) {
    const hw_u32* local = (const hw_u32*)key->local_addr;
    const hw_u32* remote = (const hw_u32*)key->remote_addr;

#pragma unroll
    for (int i = 0; i < 4; i++)
        if (local[i] != remote[i]) return bpf_ntohl(local[i]) < bpf_ntohl(remote[i]) ? -1 : 1;
    return 0;
}

/*
 * Two followers: the lower side stops following and keeps the tunnel that it has. A tunnel that we hold to be
 * down is not followed to, since our next packet would have to leave it again: the peer may hear us where we
 * do not hear it.
 */
static __always_inline void hw_follower_strayed(struct hw_pin* pin, const struct hw_flow_key* key,
                                                hw_u32 pinned, hw_u32 arrived, hw_u64 now) {
    hw_u8 moves = now - pin->last_moved_ns < HW_FOLLOW_WINDOW_NS ? pin->follow_moves : 0;

    if (hw_tunnel_state_get(arrived) == HW_TUNNEL_DOWN) return;
    if (moves >= HW_FOLLOW_MOVES_MAX && hw_compare_sides(key) < 0) {
        pin->role = HW_PIN_OWNER;
        pin->flags &= (hw_u8)~HW_PIN_PROVISIONAL;
        pin->follow_moves = 0;
        pin->strays = 0;
        return;
    }
    hw_pin_move(pin, pinned, arrived);
    pin->flags &= (hw_u8)~HW_PIN_PROVISIONAL;
    pin->follow_moves = moves < 255 ? moves + 1 : 255;
}

/*
 * Two owners: the higher side gives in, if the peer knows the same rule. A peer that does not follow is no
 * reason to move, and neither is a packet by a tunnel that we hold to be down.
 */
static __always_inline void hw_owner_strayed(struct hw_pin* pin, const struct hw_flow_key* key,
                                             const struct hw_bundle* bundle, hw_u32 pinned, hw_u32 arrived,
                                             hw_u64 now) {
    if (!(bundle->flags & HW_BUNDLE_PEER_HAWSER) || hw_compare_sides(key) <= 0) return;
    if (now - pin->last_moved_ns < HW_STRAYS_GRACE_NS || hw_tunnel_state_get(arrived) == HW_TUNNEL_DOWN)
        return;
    if (pin->strays + 1 < HW_STRAYS_MAX) {
        pin->strays += 1;
        return;
    }
    pin->role = HW_PIN_FOLLOWER;
    pin->follow_moves = 0;
    hw_pin_move(pin, pinned, arrived);
}

static __always_inline void hw_follow(struct __sk_buff* skb, const struct hw_packet* packet,
                                      const struct hw_bundle* bundle, hw_u32 bundle_id, hw_u32 arrived) {
    struct hw_flow_key key;
    struct hw_pin* pin;
    hw_u32 pinned;
    hw_u64 now;

    if (packet->flags & (HW_PACKET_ICMP_ERROR | HW_PACKET_NO_UNICAST)) return;
    hw_flow_of(skb, &key, packet, bundle_id, HW_INCOMING);
    pin = bpf_map_lookup_elem(&hw_pins, &key);
    if (!pin) {
        hw_pin_create(skb, &key, arrived, HW_PIN_FOLLOWER);
        return;
    }
    now = hw_now();
    pin->last_seen_ns = now;
    pin->packets_in += 1;
    pinned = pin->tunnel;
    if (pinned == arrived) {
        pin->strays = 0;
        pin->flags &= (hw_u8)~HW_PIN_PROVISIONAL;
    } else if (pin->role == HW_PIN_FOLLOWER) {
        hw_follower_strayed(pin, &key, pinned, arrived, now);
    } else {
        hw_owner_strayed(pin, &key, bundle, pinned, arrived, now);
    }
}

#endif
