/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Probes over the one interface of a hub. A socket cannot name a tunnel by an interface there, so a request
 * of ours is known by its ICMP id, and an answer of the stack's by the request that it answers. Both leave by
 * their tunnel whatever its state: anything else would tell about another tunnel than the one asked.
 */
#ifndef HAWSER_BPF_HUB_PROBES_H
#define HAWSER_BPF_HUB_PROBES_H

#include "lookup.h"
#include "upper.h"

/* The stack answers at once, so few are needed: room for bursts of many peers' probes. */
#define HW_MAX_ASKED 16384

struct hw_asked_key {
    hw_u8 remote_addr[16];
    hw_u32 bundle;
    hw_u16 id; /* of ICMP, or the UDP port of a STAMP sender; network byte order */
    hw_u8 protocol;
    hw_u8 pad;   /* 0 */
    hw_u32 sent; /* by which a STAMP sender's requests differ; ICMP: 0 */
};

struct {
    __uint(type, BPF_MAP_TYPE_LRU_HASH);
    __uint(max_entries, HW_MAX_ASKED);
    __type(key, struct hw_asked_key);
    __type(value, hw_u32);
} hw_asked SEC(".maps");

static __always_inline struct hw_asked_key hw_asked_key_of(const hw_u8* remote, hw_u32 bundle, hw_u16 id) {
    struct hw_asked_key key = {.bundle = bundle, .id = id};

    __builtin_memcpy(key.remote_addr, remote, sizeof(key.remote_addr));
    return key;
}

static __always_inline void hw_asked_remember(const struct hw_packet* packet, hw_u32 bundle, hw_u32 tunnel) {
    struct hw_asked_key key = hw_asked_key_of(packet->src, bundle, packet->src_port);

    key.protocol = packet->protocol;
    bpf_map_update_elem(&hw_asked, &key, &tunnel, BPF_ANY);
}

static __always_inline int hw_is_from_us(const struct hw_packet* packet) {
    const struct hw_net* net = hw_net_get(packet->family, packet->src);

    return net && net->flags & HW_NET_LOCAL;
}

/* The tunnel of a probe or of the answer to one, 0 for every other packet. */
static __always_inline hw_u32 hw_probe_tunnel(const struct hw_packet* packet, hw_u32 bundle) {
    hw_u32 id = bpf_ntohs(packet->src_port);
    const hw_u32* tunnel = NULL;

    if (!hw_is_icmp(packet) || !hw_is_from_us(packet)) return 0;
    if (hw_is_echo_request(packet)) {
        tunnel = bpf_map_lookup_elem(&hw_probe_ids, &id);
    } else if (hw_is_echo_reply(packet)) {
        struct hw_asked_key key = hw_asked_key_of(packet->dst, bundle, packet->src_port);

        key.protocol = packet->protocol;
        tunnel = bpf_map_lookup_elem(&hw_asked, &key);
    }
    return tunnel ? *tunnel : 0;
}

#endif
