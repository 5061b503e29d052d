/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What an arriving packet does to its flow's pin. The side that opened the flow owns it and chooses; the
 * other one follows, sending by the tunnel on which the owner's packets arrive. Lost pins and simultaneous
 * opens can leave two followers, who would exchange tunnels for ever, or two owners, who would use different
 * ones: in both cases the side whose inner address is numerically lower ends as the owner.
 */
#ifndef HAWSER_BPF_FOLLOW_H
#define HAWSER_BPF_FOLLOW_H

#include "prove.h"

/* Moves in a row, each within the window after the one before, that a real owner has no reason to make. */
#ifndef HW_FOLLOW_MOVES_MAX
#define HW_FOLLOW_MOVES_MAX 3
#endif
#define HW_FOLLOW_WINDOW_NS (2 * HW_NS_PER_S)

/* Packets in a row by another tunnel, at least this long after the last move: what was under way has arrived
 * by then. */
#ifndef HW_STRAYS_MAX
#define HW_STRAYS_MAX 8
#endif
#define HW_STRAYS_GRACE_NS (1 * HW_NS_PER_S)

static __always_inline int hw_compare_words(const hw_u8* local, const hw_u8* remote, int count) {
    const hw_u32* a = (const hw_u32*)local;
    const hw_u32* b = (const hw_u32*)remote;

#pragma unroll
    for (int i = 0; i < count; i++)
        if (a[i] != b[i]) return bpf_ntohl(a[i]) < bpf_ntohl(b[i]) ? -1 : 1;
    return 0;
}

/* Below 0: our inner address is the lower one. Equal ones (one host talking to itself by the peer) have no
 * lower side. */
static __always_inline int hw_compare_sides(const struct hw_flow* flow) {
    if (flow->family == 4) return hw_compare_words(flow->v4.local_addr, flow->v4.remote_addr, 1);
    return hw_compare_words(flow->v6.local_addr, flow->v6.remote_addr, 4);
}

/*
 * Two followers: the lower side stops following and keeps the tunnel that it has. A tunnel that we hold to be
 * down is not followed to, since our next packet would have to leave it again: the peer may hear us where we
 * do not hear it.
 */
static __always_inline void hw_follower_strayed(struct __sk_buff* skb, struct hw_pin* pin,
                                                const struct hw_flow* flow, hw_u32 pinned, hw_u32 arrived) {
    hw_u64 calm = hw_since(hw_now(), pin->last_moved_ns);
    hw_u8 moves = calm < HW_FOLLOW_WINDOW_NS ? pin->follow_moves : 0;

    if (hw_tunnel_state_get(arrived) == HW_TUNNEL_DOWN) return;
    if (moves >= HW_FOLLOW_MOVES_MAX && hw_compare_sides(flow) < 0) {
        pin->role = HW_PIN_OWNER;
        pin->flags &= (hw_u8)~HW_PIN_PROVISIONAL;
        pin->follow_moves = 0;
        pin->strays = 0;
        return;
    }
    hw_pin_move(skb, flow, pin, pinned, arrived);
    pin->flags &= (hw_u8)~HW_PIN_PROVISIONAL;
    pin->follow_moves = moves < 255 ? moves + 1 : 255;
}

/*
 * Two owners: the higher side gives in, if the peer knows the same rule. A peer that does not follow is no
 * reason to move, and neither is a packet by a tunnel that we hold to be down.
 */
static __always_inline void hw_owner_strayed(struct __sk_buff* skb, struct hw_pin* pin,
                                             const struct hw_flow* flow, hw_u32 pinned, hw_u32 arrived) {
    const struct hw_bundle* bundle = hw_bundle_get(flow->bundle);

    if (!bundle || !(bundle->flags & HW_BUNDLE_PEER_HAWSER) || hw_compare_sides(flow) <= 0) return;
    if (hw_since(hw_now(), pin->last_moved_ns) < HW_STRAYS_GRACE_NS ||
        hw_tunnel_state_get(arrived) == HW_TUNNEL_DOWN)
        return;
    if (pin->strays + 1 < HW_STRAYS_MAX) {
        pin->strays += 1;
        return;
    }
    pin->role = HW_PIN_FOLLOWER;
    pin->follow_moves = 0;
    hw_pin_move(skb, flow, pin, pinned, arrived);
}

static __always_inline void hw_follow_pinned(struct __sk_buff* skb, struct hw_pin* pin,
                                             const struct hw_flow* flow, hw_u8 tcp_flags, hw_u32 arrived) {
    hw_u32 pinned = pin->tunnel;

    pin->last_seen_ns = hw_now();
    pin->packets_in += 1;
    hw_tcp_note(pin, tcp_flags, HW_INCOMING);
    if (pinned == arrived) {
        if (pin->strays) pin->strays = 0;
        if (pin->flags & HW_PIN_PROVISIONAL) pin->flags &= (hw_u8)~HW_PIN_PROVISIONAL;
    } else if (pin->role == HW_PIN_FOLLOWER) {
        hw_follower_strayed(skb, pin, flow, pinned, arrived);
    } else {
        hw_owner_strayed(skb, pin, flow, pinned, arrived);
    }
    hw_pin_settle(skb, flow, pin);
}

/* Whether the network of the packet's source is this bundle's. A pin that has asked since the networks last
 * changed knows the answer. */
static __always_inline int hw_source_is_ours(const struct hw_config* config, const struct hw_packet* packet,
                                             const struct hw_pin* pin, hw_u32 bundle_id) {
    const struct hw_net* net;

    if (pin && pin->generation == (hw_u16)config->generation) return pin->bundle == bundle_id;
    net = hw_net_get(packet->family, packet->src);
    return net && net->bundle == bundle_id;
}

/* 0, or the name of a drop with a minus. `ends_here`: the packet has passed all checks by which packets of
 * its flow could differ from it, and goes into no other bundle. */
HW_SUBPROGRAM int hw_follow(struct __sk_buff* skb, const struct hw_packet* packet, hw_u32 bundle_id,
                            hw_u32 arrived, hw_u32 ends_here) {
    const struct hw_config* config = hw_config_get();
    struct hw_flow flow;
    struct hw_pin* pin;

    if (!packet || !config) return -HW_DROP_NO_BUNDLE;
    if (packet->flags & (HW_PACKET_READS_ONLY | HW_PACKET_NO_UNICAST)) return 0;
    hw_flow_make(&flow, packet, bundle_id, HW_INCOMING);
    pin = hw_pin_find(&flow);
    if (!hw_source_is_ours(config, packet, pin, bundle_id)) return -HW_DROP_FOREIGN_SOURCE;
    if (!pin) {
        hw_pin_create(skb, config, &flow, arrived, HW_PIN_FOLLOWER);
    } else if (pin->bundle != bundle_id || hw_pin_is_over(config, pin, &flow, packet->tcp_flags, hw_now())) {
        hw_pin_renew(skb, config, &flow, pin, arrived, HW_PIN_FOLLOWER);
    } else {
        /* An owner's next packet out asks for its rule again, by the generation that it finds there. */
        if (pin->role != HW_PIN_OWNER) hw_pin_refresh(config, pin);
        if (ends_here && pin->admitted != arrived) pin->admitted = (hw_u16)arrived;
        hw_follow_pinned(skb, pin, &flow, packet->tcp_flags, arrived);
    }
    return 0;
}

#endif
