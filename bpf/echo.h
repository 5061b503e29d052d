/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Probes: ICMP echo to and from the gateway's own addresses. A request is answered here, by the tunnel on
 * which it came and whatever that tunnel's state: an answer that the stack routed or that took a pinned
 * tunnel would tell the asker about another tunnel than the one it asked.
 */
#ifndef HAWSER_BPF_ECHO_H
#define HAWSER_BPF_ECHO_H

#include "stats.h"
#include "ttl.h"
#include "upper.h"

#define HW_ECHO_TTL 64

static __always_inline int hw_is_own_probe_reply(const struct hw_packet* packet) {
    hw_u32 id = bpf_ntohs(packet->src_port);

    return hw_is_echo_reply(packet) && bpf_map_lookup_elem(&hw_probe_ids, &id);
}

/* Both addresses are in the checksums before and after, so exchanging them changes none. */
static __always_inline int hw_swap_addresses(struct __sk_buff* skb, const struct hw_packet* packet) {
    if (packet->family == 4) {
        struct iphdr* ip = hw_network_header(skb, packet, sizeof(*ip));

        if (!ip) return -HW_DROP_MALFORMED;
        __builtin_memcpy(&ip->saddr, packet->dst, 4);
        __builtin_memcpy(&ip->daddr, packet->src, 4);
    } else {
        struct ipv6hdr* ip = hw_network_header(skb, packet, sizeof(*ip));

        if (!ip) return -HW_DROP_MALFORMED;
        __builtin_memcpy(&ip->saddr, packet->dst, 16);
        __builtin_memcpy(&ip->daddr, packet->src, 16);
    }
    return 0;
}

static __always_inline int hw_request_to_reply(struct __sk_buff* skb, const struct hw_packet* packet) {
    hw_u8 type = packet->family == 4 ? HW_ICMP4_ECHO_REPLY : HW_ICMP6_ECHO_REPLY;
    hw_u32 at =
        (packet->l2_len & 0xf) + (packet->family == 4 ? sizeof(struct iphdr) : sizeof(struct ipv6hdr));
    hw_u16* icmp = (void*)(long)skb->data + at;

    if ((void*)(icmp + 2) > (void*)(long)skb->data_end) return -HW_DROP_MALFORMED;
    icmp[1] = hw_checksum_replace(icmp[1], icmp[0], bpf_htons((hw_u16)(type << 8 | packet->icmp_code)));
    icmp[0] = bpf_htons((hw_u16)(type << 8 | packet->icmp_code));
    return 0;
}

/* A request with options or extension headers is the stack's to answer: what stands in them may ask for more.
 */
static __always_inline int hw_can_answer(const struct hw_packet* packet) {
    hw_u16 plain = packet->family == 4 ? sizeof(struct iphdr) : sizeof(struct ipv6hdr);

    return hw_is_echo_request(packet) && packet->l4_offset == plain;
}

static __always_inline int hw_answer_echo(struct __sk_buff* skb, const struct hw_packet* packet,
                                          hw_u32 tunnel) {
    struct hw_tunnel_stats* stats = hw_stats(tunnel);

    if (hw_request_to_reply(skb, packet) || hw_swap_addresses(skb, packet) ||
        hw_ttl_set(skb, packet, HW_ECHO_TTL))
        return -HW_DROP_MALFORMED;
    if (stats) stats->probes_answered += 1;
    return hw_redirected(bpf_redirect(skb->ifindex, 0));
}

#endif
