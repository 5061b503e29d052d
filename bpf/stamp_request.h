/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Which packets are for the STAMP reflector (RFC 8762), and who answers them: the program on the tunnel, or,
 * where an answer takes an HMAC, a count of each session or a choice of the tunnel, the daemon behind the
 * stack.
 */
#ifndef HAWSER_BPF_STAMP_REQUEST_H
#define HAWSER_BPF_STAMP_REQUEST_H

#include "abi.h"
#include "kernel.h"
#include "packet.h"

#define HW_UDP_HEADER 8u
#define HW_STAMP_BASE 44u                /* figure 2 */
#define HW_STAMP_AUTHENTICATED_BASE 112u /* figure 4 */

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 1);
    __type(key, hw_u32);
    __type(value, struct hw_stamp);
} hw_stamp __weak SEC(".maps");

static __always_inline const struct hw_stamp* hw_stamp_get(void) {
    hw_u32 key = 0;

    return bpf_map_lookup_elem(&hw_stamp, &key);
}

/* Whether the packet is for the reflector. Options and extension headers are the stack's. */
static __always_inline int hw_is_stamp(const struct hw_packet* packet) {
    hw_u16 plain = packet->family == 4 ? sizeof(struct iphdr) : sizeof(struct ipv6hdr);
    const struct hw_stamp* stamp;

    if (packet->protocol != IPPROTO_UDP || packet->flags & HW_PACKET_FRAGMENT || packet->l4_offset != plain)
        return 0;
    stamp = hw_stamp_get();
    return stamp && stamp->port && stamp->port == packet->dst_port;
}

/* An answer to what comes from a reflector's own port would be answered for ever. */
static __always_inline int hw_stamp_is_good(const struct hw_packet* packet, const struct hw_stamp* stamp) {
    hw_u32 base = stamp->flags & HW_STAMP_AUTHENTICATED ? HW_STAMP_AUTHENTICATED_BASE : HW_STAMP_BASE;

    return packet->length >= packet->l4_offset + HW_UDP_HEADER + base && packet->src_port != packet->dst_port;
}

#endif
