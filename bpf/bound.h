/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Sockets that are bound to the tunnel's own interface, as the daemon's probes are: what is for them stays on
 * that interface. Everything else for the gateway goes into the stack as coming from the bundle's, where such
 * a socket would not hear it.
 */
#ifndef HAWSER_BPF_BOUND_H
#define HAWSER_BPF_BOUND_H

#include "kernel.h"
#include "packet.h"

static __always_inline hw_u32 hw_tuple_of(const struct hw_packet* packet, struct bpf_sock_tuple* tuple) {
    if (packet->family == 4) {
        __builtin_memcpy(&tuple->ipv4.saddr, packet->src, 4);
        __builtin_memcpy(&tuple->ipv4.daddr, packet->dst, 4);
        tuple->ipv4.sport = packet->src_port;
        tuple->ipv4.dport = packet->dst_port;
        return sizeof(tuple->ipv4);
    }
    __builtin_memcpy(tuple->ipv6.saddr, packet->src, 16);
    __builtin_memcpy(tuple->ipv6.daddr, packet->dst, 16);
    tuple->ipv6.sport = packet->src_port;
    tuple->ipv6.dport = packet->dst_port;
    return sizeof(tuple->ipv6);
}

/* The kernel's own look-up, which prefers a socket that is bound to the packet's interface. */
static __noinline int hw_is_for_bound_socket(struct __sk_buff* skb, const struct hw_packet* packet) {
    struct bpf_sock_tuple tuple = {};
    struct bpf_sock* sock = NULL;
    hw_u32 size;
    int bound;

    if (!packet || packet->flags & (HW_PACKET_FRAGMENT | HW_PACKET_ICMP_ERROR)) return 0;
    size = hw_tuple_of(packet, &tuple);
    if (packet->protocol == IPPROTO_TCP)
        sock = bpf_sk_lookup_tcp(skb, &tuple, size, BPF_F_CURRENT_NETNS, 0);
    else if (packet->protocol == IPPROTO_UDP)
        sock = bpf_sk_lookup_udp(skb, &tuple, size, BPF_F_CURRENT_NETNS, 0);
    if (!sock) return 0;
    bound = sock->bound_dev_if == skb->ifindex;
    bpf_sk_release(sock);
    return bound;
}

#endif
