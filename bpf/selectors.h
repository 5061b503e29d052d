/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What a tunnel delivers has to fit the selectors of its Child SA. The kernel checks its own inbound policy
 * only on packets that go up the stack from the tunnel's interface: after a redirect nobody does (measured
 * on 6.1 and 7.2), and a peer could send with the addresses of another branch.
 */
#ifndef HAWSER_BPF_SELECTORS_H
#define HAWSER_BPF_SELECTORS_H

#include "maps.h"
#include "packet.h"
#include "upper.h"

/* What is compared with the range of ports. RFC 4301, 4.4.1.1: for ICMP it is type and code, on both sides.
 */
static __always_inline hw_u16 hw_selector_port(const struct hw_packet* packet, hw_u16 port) {
    return hw_is_icmp(packet) ? (hw_u16)(packet->icmp_type << 8 | packet->icmp_code) : bpf_ntohs(port);
}

static __always_inline int hw_range_fits(const struct hw_selector_range* range,
                                         const struct hw_packet* packet, hw_u16 port) {
    if (range->protocol && range->protocol != packet->protocol) return 0;
    if (range->port_first == 0 && range->port_last == 0xffff) return 1;
    /* Ports that are not known do not fit a restriction: a fragment's first has not come (RFC 4301, 7). */
    if (packet->flags & HW_PACKET_NO_PORTS) return 0;
    return port >= range->port_first && port <= range->port_last;
}

static __always_inline int hw_selector_fits(const struct hw_selector* selector,
                                            const struct hw_packet* packet, hw_u16 port) {
    port = hw_selector_port(packet, port);
#pragma unroll
    for (hw_u32 i = 0; i < HW_SELECTOR_RANGES; i++)
        if (i < selector->count && hw_range_fits(&selector->ranges[i], packet, port)) return 1;
    return 0;
}

static __always_inline int hw_side_fits(hw_u32 tunnel, const struct hw_packet* packet, hw_u8 side) {
    struct hw_selector_key key = {
        .prefixlen = HW_SELECTOR_FIXED_BITS + (packet->family == 4 ? 32 : 128),
        .tunnel = tunnel,
        .side = side,
        .family = packet->family,
    };
    const struct hw_selector* selector;

    __builtin_memcpy(key.addr, side == HW_SELECTOR_REMOTE ? packet->src : packet->dst, sizeof(key.addr));
    selector = bpf_map_lookup_elem(&hw_selectors, &key);
    return selector && hw_selector_fits(selector, packet,
                                        side == HW_SELECTOR_REMOTE ? packet->src_port : packet->dst_port);
}

static __always_inline int hw_selectors_fit(hw_u32 tunnel, const struct hw_packet* packet) {
    return hw_side_fits(tunnel, packet, HW_SELECTOR_REMOTE) &&
           hw_side_fits(tunnel, packet, HW_SELECTOR_LOCAL);
}

#endif
