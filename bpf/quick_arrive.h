/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The short way from the peer: a packet of a proven flow, by the tunnel that its pin names, after another one
 * of the same flow has taken the long way by the same tunnel. The flow's addresses, ports and protocol are
 * the pin's key, so the verdict of the selectors and of the networks holds for all of its packets until the
 * generation is raised.
 */
#ifndef HAWSER_BPF_QUICK_ARRIVE_H
#define HAWSER_BPF_QUICK_ARRIVE_H

#include "deliver.h"
#include "quick_find.h"
#include "watch.h"

/* So many packets of a flow after each other use a neighbour without telling it. */
#define HW_QUICK_NEIGHBOUR_USES 16u

/* Whatever hw_follow() would have to change, or hw_admit() to look up, is the long way's. */
static __always_inline int hw_is_quick_arrival(const struct hw_config* config, const struct hw_pin* pin,
                                               hw_u32 id) {
    if (pin->generation != (hw_u16)config->generation || pin->admitted != id) return 0;
    return (pin->flags & (HW_PIN_PROVEN | HW_PIN_PROVISIONAL)) == HW_PIN_PROVEN && !pin->strays;
}

static __always_inline void hw_quick_question(struct bpf_fib_lookup* fib, struct __sk_buff* skb,
                                              const struct hw_quick* quick, hw_u32 ifindex) {
    const void* network = (void*)(long)skb->data + ETH_HLEN;

    fib->l4_protocol = quick->protocol;
    fib->tot_len = skb->gso_size ? 0 : (hw_u16)quick->length;
    fib->ifindex = ifindex;
    if (quick->family == 4) {
        const struct iphdr* ip = network;
        const hw_u16* ports = (const void*)(ip + 1);

        if ((const void*)(ports + 2) > (const void*)(long)skb->data_end) return;
        fib->family = AF_INET;
        fib->sport = ports[0];
        fib->dport = ports[1];
        fib->ipv4_src = ip->saddr;
        fib->ipv4_dst = ip->daddr;
    } else {
        const struct ipv6hdr* ip = network;
        const hw_u16* ports = (const void*)(ip + 1);

        if ((const void*)(ports + 2) > (const void*)(long)skb->data_end) return;
        fib->family = AF_INET6;
        fib->sport = ports[0];
        fib->dport = ports[1];
        __builtin_memcpy(fib->ipv6_src, &ip->saddr, 16);
        __builtin_memcpy(fib->ipv6_dst, &ip->daddr, 16);
    }
}

/*
 * With the neighbour's address known, writing it costs less than asking for it again. But only the stack's
 * own way tells the neighbour entry that it is in use, and so has it confirmed: some of a flow's packets go
 * that way.
 */
static __always_inline int hw_quick_to_neighbour(struct __sk_buff* skb, const struct bpf_fib_lookup* fib,
                                                 int known) {
    struct ethhdr* eth = (void*)(long)skb->data;
    struct bpf_redir_neigh next;

    if (known && (void*)(eth + 1) <= (void*)(long)skb->data_end) {
        __builtin_memcpy(eth->h_dest, fib->dmac, ETH_ALEN);
        __builtin_memcpy(eth->h_source, fib->smac, ETH_ALEN);
        return (int)bpf_redirect(fib->ifindex, 0);
    }
    next.nh_family = fib->family;
    __builtin_memcpy(next.ipv6_nh, fib->ipv6_dst, sizeof(next.ipv6_nh));
    return hw_redirected(bpf_redirect_neigh((int)fib->ifindex, &next, sizeof(next), 0));
}

static __always_inline int hw_quick_deliver(struct __sk_buff* skb, const struct hw_quick* quick,
                                            const struct hw_bundle* bundle) {
    struct bpf_fib_lookup fib = {};
    hw_u32 uses = (hw_u32)quick->pin->packets_in % HW_QUICK_NEIGHBOUR_USES;
    long result;

    hw_quick_question(&fib, skb, quick, bundle->ifindex);
    result = bpf_fib_lookup(skb, &fib, sizeof(fib), 0);
    if (result != BPF_FIB_LKUP_RET_SUCCESS && result != BPF_FIB_LKUP_RET_NO_NEIGH)
        return hw_to_stack(skb, bundle);
    if (!hw_is_lan(fib.ifindex)) return hw_to_stack(skb, bundle);
    if (!hw_quick_ttl(skb, quick)) return -HW_DROP_MALFORMED;
    return hw_quick_to_neighbour(skb, &fib, result == BPF_FIB_LKUP_RET_SUCCESS && uses);
}

static __always_inline void hw_quick_note_arrival(struct __sk_buff* skb, const struct hw_quick* quick,
                                                  hw_u32 id, hw_u64 now) {
    struct hw_tunnel_stats* stats = hw_stats(id);

    if (quick->pin->last_seen_ns != now) quick->pin->last_seen_ns = now;
    quick->pin->packets_in += 1;
    if (!stats) return;
    stats->packets_in += hw_packets_in(skb);
    stats->bytes_in += quick->length;
}

static __always_inline int hw_quick_take(struct __sk_buff* skb, const struct hw_config* config,
                                         const struct hw_quick* quick) {
    hw_u32 id = quick->pin->tunnel;
    const struct hw_tunnel* tunnel = hw_tunnel_get(id);
    const struct hw_bundle* bundle;
    struct hw_tunnel_watch* watch;
    hw_u64 now = hw_now();

    if (!tunnel || tunnel->ifindex != skb->ifindex || tunnel->flags & HW_TUNNEL_SHARED_INTERFACE ||
        tunnel->bundle != quick->pin->bundle || !hw_is_quick_arrival(config, quick->pin, id) ||
        hw_quick_is_idle(config, quick, now))
        return HW_NOT_QUICK;
    bundle = hw_bundle_get(quick->pin->bundle);
    watch = hw_watch_get(id);
    if (!bundle || !watch || watch->suspect_ns) return HW_NOT_QUICK;
    if (watch->last_in_ns != now) watch->last_in_ns = now;
    hw_quick_note_arrival(skb, quick, id, now);
    if (config->forwarding != HW_FORWARDING_FAST) return hw_to_stack(skb, bundle);
    return hw_quick_deliver(skb, quick, bundle);
}

/* A verdict, the name of a drop with a minus, or HW_NOT_QUICK. Not inlined, as hw_quick() is not. */
static __noinline int hw_quick_arrive(struct __sk_buff* skb) {
    const struct hw_config* config = hw_config_get();
    struct hw_quick quick;

    if (!config) return HW_NOT_QUICK;
    if (skb->protocol == bpf_htons(ETH_P_IP)) {
        if (!hw_quick_find4(skb, &quick, HW_QUICK_TUNNEL)) return HW_NOT_QUICK;
    } else if (skb->protocol == bpf_htons(ETH_P_IPV6)) {
        if (!hw_quick_find6(skb, &quick, HW_QUICK_TUNNEL)) return HW_NOT_QUICK;
    } else {
        return HW_NOT_QUICK;
    }
    return hw_quick_take(skb, config, &quick);
}

#endif
