/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What some flows of a bundle prefer. A flow that our side opens gets its rule with its pin, by its first
 * packet; from then on the rule is in the pin, until the generation is raised and its next packet asks again.
 */
#ifndef HAWSER_BPF_RULES_H
#define HAWSER_BPF_RULES_H

#include "maps.h"
#include "packet.h"

static __always_inline hw_u32 hw_outside(const hw_u8* addr, const hw_u8* wanted, const hw_u8* mask) {
    const hw_u32* a = (const hw_u32*)addr;
    const hw_u32* w = (const hw_u32*)wanted;
    const hw_u32* m = (const hw_u32*)mask;

    return ((a[0] ^ w[0]) & m[0]) | ((a[1] ^ w[1]) & m[1]) | ((a[2] ^ w[2]) & m[2]) | ((a[3] ^ w[3]) & m[3]);
}

static __always_inline int hw_within_ports(hw_u16 port_be, hw_u16 first, hw_u16 last) {
    hw_u16 port = bpf_ntohs(port_be);

    return port >= first && port <= last;
}

/* The rule of this match if the packet fits it, else 0. */
HW_SUBPROGRAM hw_u32 hw_match_rule(const struct hw_packet* packet, hw_u32 index) {
    const struct hw_match* match = bpf_map_lookup_elem(&hw_matches, &index);

    if (!packet || !match) return 0;
    if (match->family && match->family != packet->family) return 0;
    if (match->protocol && match->protocol != packet->protocol) return 0;
    if (match->dscp && !(match->dscp >> (packet->dscp & 63) & 1)) return 0;
    if (!hw_within_ports(packet->src_port, match->local_port_first, match->local_port_last)) return 0;
    if (!hw_within_ports(packet->dst_port, match->remote_port_first, match->remote_port_last)) return 0;
    if (hw_outside(packet->src, match->local_addr, match->local_mask)) return 0;
    return hw_outside(packet->dst, match->remote_addr, match->remote_mask) ? 0 : match->rule;
}

/* The rule of a packet towards the peer, by its number in the bundle; 0: none. */
HW_SUBPROGRAM hw_u32 hw_rule_find(const struct hw_packet* packet, hw_u32 bundle_id) {
    const struct hw_rule_set* set = bpf_map_lookup_elem(&hw_rule_sets, &bundle_id);

    if (!set || !set->match_count) return 0;
    for (hw_u32 i = 0; i < HW_MAX_MATCHES; i++) {
        hw_u32 rule = i < set->match_count ? hw_match_rule(packet, set->first_match + i) : 0;

        if (rule) return rule;
    }
    return 0;
}

/* The slot of a bundle's rule; 0 where there is no such rule. */
static __always_inline hw_u32 hw_rule_slot(hw_u32 bundle_id, hw_u32 rule) {
    const struct hw_rule_set* set;

    if (!rule) return 0;
    set = bpf_map_lookup_elem(&hw_rule_sets, &bundle_id);
    return set && rule <= set->rule_count ? set->first_rule + rule - 1 : 0;
}

static __always_inline const struct hw_rule* hw_rule_get(hw_u32 slot) {
    return slot ? bpf_map_lookup_elem(&hw_rules, &slot) : NULL;
}

/* Whether the rule's flows may take this tunnel. */
HW_SUBPROGRAM int hw_rule_has(hw_u32 slot, hw_u32 tunnel) {
    const struct hw_rule* rule = hw_rule_get(slot);

    if (!rule) return 0;
    for (hw_u32 i = 0; i < HW_MAX_MEMBERS; i++)
        if (i < rule->member_count && rule->members[i] == tunnel) return 1;
    return 0;
}

/* A live flow has to leave this tunnel for one of its rule's. */
static __always_inline int hw_rule_leaves(hw_u32 slot, hw_u32 tunnel) {
    const struct hw_rule* rule = hw_rule_get(slot);

    if (!rule || !(rule->flags & HW_RULE_MOVES) || !rule->member_count) return 0;
    return !hw_rule_has(slot, tunnel);
}

#endif
