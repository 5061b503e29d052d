/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * IPv6 extension headers. A router may look behind them only to tell flows apart, so whatever a host may
 * send passes; what none may send is dropped by name, since two readers would see two different packets.
 */
#ifndef HAWSER_BPF_EXTENSIONS6_H
#define HAWSER_BPF_EXTENSIONS6_H

#include "drop.h"
#include "load.h"
#include "upper.h"

/* RFC 8200, 4.1 recommends six at most; two more are no attack yet (RFC 8883, 3.5 lets a node have its
 * limit).
 */
#define HW_IP6_EXTENSIONS_MAX 8

struct hw_ip6_extension {
    hw_u8 next;
    hw_u8 length;    /* in units of 8 bytes, without the first; AH: of 4 bytes, without the first two */
    hw_u16 fragment; /* of a fragment header: offset, two reserved bits, more; its length is reserved */
    hw_u32 rest;     /* of a fragment header: identification */
};

#define HW_IP6_HOP_BY_HOP 0
#define HW_IP6_ROUTING 43
#define HW_IP6_FRAGMENT 44
#define HW_IP6_AUTHENTICATION 51
#define HW_IP6_DESTINATION 60
#define HW_IP6_MORE 0x0001
#define HW_IP6_OFFSET 0xfff8

static __always_inline int hw_is_extension(hw_u8 next) {
    return next == HW_IP6_HOP_BY_HOP || next == HW_IP6_ROUTING || next == HW_IP6_FRAGMENT ||
           next == HW_IP6_AUTHENTICATION || next == HW_IP6_DESTINATION;
}

static __always_inline hw_u32 hw_extension_length(hw_u8 type, const struct hw_ip6_extension* extension) {
    if (type == HW_IP6_FRAGMENT) return sizeof(*extension);
    if (type == HW_IP6_AUTHENTICATION) return (extension->length + 2u) * 4; /* RFC 4302, 2.2 */
    return (extension->length + 1u) * 8;
}

/* An atomic fragment (RFC 6946), with neither an offset nor more to come, is a whole packet. */
static __always_inline int hw_fragment_header(struct hw_packet* packet,
                                              const struct hw_ip6_extension* extension) {
    hw_u16 fragment = bpf_ntohs(extension->fragment);

    packet->fragment_id = extension->rest;
    packet->protocol = extension->next;
    if (fragment & (HW_IP6_MORE | HW_IP6_OFFSET)) packet->flags |= HW_PACKET_FRAGMENT;
    if (fragment & HW_IP6_OFFSET) packet->flags |= HW_PACKET_LATER;
    return hw_overwrites_tcp(packet, fragment >> 3) ? -HW_DROP_TINY_FRAGMENT : 0;
}

/* What ends beyond a first fragment hides the upper layer from whoever has to check it (RFC 7112, 5). */
static __always_inline int hw_chain_cut(const struct hw_packet* packet) {
    return packet->flags & HW_PACKET_FRAGMENT ? -HW_DROP_TINY_FRAGMENT : -HW_DROP_MALFORMED;
}

/*
 * From the IPv6 header's end (an offset from the network header) to the upper layer. A later fragment has
 * none: there the walk ends behind its fragment header. packet->length bounds it, seen from the same place.
 */
static __always_inline int hw_skip_extensions(struct __sk_buff* skb, hw_u32 start, struct hw_packet* packet) {
    struct hw_ip6_extension extension;
    hw_u32 offset = start;
    int fragment_headers = 0;
    int result;

    for (int i = 0; i < HW_IP6_EXTENSIONS_MAX && hw_is_extension(packet->protocol); i++) {
        hw_u8 type = packet->protocol;

        if (hw_load(skb, offset, &extension, sizeof(extension))) return hw_chain_cut(packet);
        offset += hw_extension_length(type, &extension);
        packet->protocol = extension.next;
        if (type == HW_IP6_HOP_BY_HOP) {
            if (i) return -HW_DROP_BAD_EXTENSIONS; /* RFC 8200, 4.1: only as the first */
            packet->flags |= HW_PACKET_OPTIONS;
        } else if (type == HW_IP6_FRAGMENT) {
            /* Of two, neither says alone what belongs together. */
            if (fragment_headers++) return -HW_DROP_BAD_EXTENSIONS;
            result = hw_fragment_header(packet, &extension);
            if (result) return result;
            if (packet->flags & HW_PACKET_LATER) break;
        }
    }
    packet->l4_offset = (hw_u16)offset;
    if (packet->length < offset) return hw_chain_cut(packet);
    return hw_is_extension(packet->protocol) && !(packet->flags & HW_PACKET_LATER) ? -HW_DROP_BAD_EXTENSIONS
                                                                                   : 0;
}

#endif
