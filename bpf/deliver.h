/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The last step of a packet that a tunnel delivered: to the LAN, or into the stack as coming from the bundle
 * interface. */
#ifndef HAWSER_BPF_DELIVER_H
#define HAWSER_BPF_DELIVER_H

#include "lookup.h"
#include "ttl.h"

#ifndef AF_INET
#define AF_INET 2
#endif
#ifndef AF_INET6
#define AF_INET6 10
#endif

/* The redirect takes off whatever link-layer header the underlay has left, and drops none that the stack
 * could take. On a hub the packet is on the bundle's interface already. */
static __always_inline int hw_to_stack(const struct __sk_buff* skb, const struct hw_bundle* bundle) {
    if (bundle->ifindex == skb->ifindex) return TC_ACT_OK;
    return hw_redirected(bpf_redirect(bundle->ifindex, BPF_F_INGRESS));
}

static __always_inline void hw_route_question(struct bpf_fib_lookup* fib, struct __sk_buff* skb,
                                              const struct hw_packet* packet, hw_u32 ifindex) {
    fib->family = packet->family == 4 ? AF_INET : AF_INET6;
    fib->l4_protocol = packet->protocol;
    fib->sport = packet->src_port;
    fib->dport = packet->dst_port;
    fib->ifindex = ifindex;
    /* With a length the kernel compares it with the route's MTU; a super-packet is cut to fit later. */
    fib->tot_len = skb->gso_size ? 0 : (hw_u16)packet->length;
    if (packet->family == 4) {
        __builtin_memcpy(&fib->ipv4_src, packet->src, 4);
        __builtin_memcpy(&fib->ipv4_dst, packet->dst, 4);
    } else {
        __builtin_memcpy(fib->ipv6_src, packet->src, 16);
        __builtin_memcpy(fib->ipv6_dst, packet->dst, 16);
    }
}

static __always_inline int hw_is_lan(hw_u32 ifindex) {
    const struct hw_iface* iface = bpf_map_lookup_elem(&hw_ifaces, &ifindex);

    return iface && iface->role == HW_ROLE_LAN;
}

/*
 * The interface of the LAN by which the kernel would forward the packet, 0 if its way is any other; *next is
 * the neighbour. A missing neighbour entry is no obstacle, since bpf_redirect_neigh() asks for it.
 */
static __always_inline hw_u32 hw_lan_route(struct __sk_buff* skb, const struct hw_packet* packet,
                                           hw_u32 from_ifindex, struct bpf_redir_neigh* next) {
    struct bpf_fib_lookup fib = {};
    long result;

    hw_route_question(&fib, skb, packet, from_ifindex);
    result = bpf_fib_lookup(skb, &fib, sizeof(fib), 0);
    if (result != BPF_FIB_LKUP_RET_SUCCESS && result != BPF_FIB_LKUP_RET_NO_NEIGH) return 0;
    if (!hw_is_lan(fib.ifindex)) return 0;
    next->nh_family = fib.family;
    __builtin_memcpy(next->ipv6_nh, fib.ipv6_dst, sizeof(next->ipv6_nh));
    return fib.ifindex;
}

/* What a router may not forward on its own here: it answers, reads options, or it has no route through us. */
static __always_inline int hw_is_for_stack(const struct hw_packet* packet) {
    return hw_ttl_expires(packet) || packet->flags & (HW_PACKET_OPTIONS | HW_PACKET_NO_UNICAST);
}

/*
 * bpf_redirect_neigh() loses a packet without a MAC header, silently (seen on 6.18): one that came over PPPoE
 * or LTE has none, so it gets an empty one, which the neighbour's replaces.
 */
static __always_inline long hw_ensure_l2(struct __sk_buff* skb, struct hw_packet* packet) {
    if (packet->l2_len) return 0;
    packet->l2_len = ETH_HLEN;
    return bpf_skb_change_head(skb, ETH_HLEN, 0);
}

static __always_inline int hw_deliver(struct __sk_buff* skb, struct hw_packet* packet,
                                      const struct hw_bundle* bundle) {
    const struct hw_config* config = hw_config_get();
    struct bpf_redir_neigh next = {};
    hw_u32 ifindex;

    if (!config || config->forwarding != HW_FORWARDING_FAST || hw_is_for_stack(packet))
        return hw_to_stack(skb, bundle);
    ifindex = hw_lan_route(skb, packet, bundle->ifindex, &next);
    if (!ifindex || hw_ensure_l2(skb, packet)) return hw_to_stack(skb, bundle);
    if (hw_ttl_decrement(skb, packet)) return -HW_DROP_MALFORMED;
    return hw_redirected(bpf_redirect_neigh((int)ifindex, &next, sizeof(next), 0));
}

#endif
