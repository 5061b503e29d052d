/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Only the first fragment of a packet has its ports. It leaves them here for those after it, so that all of
 * them are one flow with the whole packets around them, and the ports that selectors name hold for all.
 */
#ifndef HAWSER_BPF_FRAGMENT_H
#define HAWSER_BPF_FRAGMENT_H

#include "clock.h"
#include "drop.h"
#include "maps.h"
#include "packet.h"

/*
 * Half the time after which a receiver gives a packet up (60 s: RFC 8200, 4.5; RFC 1122, 3.3.2), as Linux
 * does in IPv4: fragments of one packet follow each other at once, and a fast sender has used all 65,536
 * identifications of IPv4 again long before (RFC 4963).
 */
#define HW_FRAGMENT_LIFE_NS (30 * HW_NS_PER_S)

static __always_inline void hw_fragment_key_make(struct hw_fragment_key* key,
                                                 const struct hw_packet* packet) {
    __builtin_memset(key, 0, sizeof(*key));
    __builtin_memcpy(key->src, packet->src, sizeof(key->src));
    __builtin_memcpy(key->dst, packet->dst, sizeof(key->dst));
    key->id = packet->fragment_id;
    key->family = packet->family;
    key->protocol = packet->family == 4 ? packet->protocol : 0;
}

/* Completes a later fragment with what its first one had; 0 if that has not come or was forgotten. */
HW_SUBPROGRAM int hw_fragment_find(struct hw_packet* packet) {
    struct hw_fragment_key key;
    const struct hw_fragment* first;

    if (!packet) return 0;
    hw_fragment_key_make(&key, packet);
    first = bpf_map_lookup_elem(&hw_fragments, &key);
    if (!first || hw_since(hw_now(), first->seen_ns) > HW_FRAGMENT_LIFE_NS) return 0;
    packet->protocol = first->protocol;
    packet->src_port = first->src_port;
    packet->dst_port = first->dst_port;
    packet->icmp_type = first->icmp_type;
    packet->icmp_code = first->icmp_code;
    packet->flags &= (hw_u8)~HW_PACKET_NO_PORTS;
    return 1;
}

/* To be called before anything asks for the ports. A fragment without its first is no drop: any tunnel of
 * its bundle will do. */
static __always_inline void hw_fragment_follow(struct __sk_buff* skb, struct hw_packet* packet) {
    if (packet->flags & HW_PACKET_NO_PORTS && !hw_fragment_find(packet)) hw_count(skb, HW_DROP_LATE_FIRST);
}

HW_SUBPROGRAM int hw_fragment_store(const struct hw_packet* packet) {
    struct hw_fragment_key key;
    struct hw_fragment first = {};

    if (!packet) return 0;
    hw_fragment_key_make(&key, packet);
    first.src_port = packet->src_port;
    first.dst_port = packet->dst_port;
    first.protocol = packet->protocol;
    first.icmp_type = packet->icmp_type;
    first.icmp_code = packet->icmp_code;
    first.seen_ns = hw_now();
    return (int)bpf_map_update_elem(&hw_fragments, &key, &first, BPF_ANY);
}

/* To be called when the packet has passed its checks: nobody can leave ports in another's name. */
static __always_inline void hw_fragment_remember(const struct hw_packet* packet) {
    if ((packet->flags & (HW_PACKET_FRAGMENT | HW_PACKET_LATER)) == HW_PACKET_FRAGMENT)
        hw_fragment_store(packet);
}

#endif
