/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The short way towards the peer, from the LAN and from the stack. */
#ifndef HAWSER_BPF_QUICK_H
#define HAWSER_BPF_QUICK_H

#include "quick_find.h"
#include "quick_watch.h"

/* One that waits for its proof, or whose time may be over, or that has to ask whose its network is, takes the
 * long way. */
static __always_inline int hw_is_quick_pin(const struct hw_config* config, const struct hw_quick* quick,
                                           hw_u64 now) {
    const struct hw_pin* pin = quick->pin;

    if (pin->generation != (hw_u16)config->generation) return 0;
    if (pin->packets_in && !(pin->flags & HW_PIN_PROVEN)) return 0;
    return !hw_quick_is_idle(config, quick, now);
}

/* Flows on a worse tier look whether a better one is back, except where they never go there. */
static __always_inline int hw_is_quick_tunnel(const struct hw_tunnel* tunnel, const struct hw_pin* pin) {
    const struct hw_bundle* bundle;

    if (!tunnel->ifindex || tunnel->bundle != pin->bundle) return 0;
    if (!tunnel->tier || pin->role != HW_PIN_OWNER) return 1;
    bundle = hw_bundle_get(pin->bundle);
    return bundle && bundle->failback_s == HW_FAILBACK_NEVER;
}

/* The stack fragments by itself; what comes from a LAN has to go there for it. */
static __always_inline int hw_is_quick_length(const struct hw_quick* quick, const struct hw_tunnel* tunnel,
                                              enum hw_quick_hook hook) {
    return hook == HW_QUICK_BUNDLE || !quick->may_fragment || !tunnel->mtu || quick->length <= tunnel->mtu;
}

static __always_inline int hw_quick_send(struct __sk_buff* skb, const struct hw_config* config,
                                         const struct hw_quick* quick, enum hw_quick_hook hook) {
    struct hw_pin* pin = quick->pin;
    const struct hw_tunnel* tunnel;
    struct hw_tunnel_stats* stats;
    hw_u64 now = hw_now();
    const hw_u32* state;
    hw_u32 id;

    if (!hw_is_quick_pin(config, quick, now)) return HW_NOT_QUICK;
    id = pin->tunnel;
    state = bpf_map_lookup_elem(&hw_tun_state, &id);
    if (!state || *state == HW_TUNNEL_DOWN || !hw_quick_watch(config, &id, pin, now)) return HW_NOT_QUICK;
    tunnel = bpf_map_lookup_elem(&hw_tunnels, &id);
    if (!tunnel || !hw_is_quick_tunnel(tunnel, pin)) return HW_NOT_QUICK;
    if (tunnel->flags & HW_TUNNEL_SHARED_INTERFACE) return hook == HW_QUICK_LAN ? HW_PASS : HW_NOT_QUICK;
    if (!hw_is_quick_length(quick, tunnel, hook)) return HW_NOT_QUICK;
    if (hook == HW_QUICK_LAN && !hw_quick_ttl(skb, quick)) return HW_NOT_QUICK;
    if (pin->last_seen_ns != now) pin->last_seen_ns = now;
    pin->packets_out += 1;
    stats = bpf_map_lookup_elem(&hw_tun_stats, &id);
    if (stats) {
        stats->packets_out += hw_packets_in(skb);
        stats->bytes_out += quick->length;
    }
    return (int)bpf_redirect(tunnel->ifindex, 0);
}

/* A verdict, or HW_NOT_QUICK. Not inlined, because what it keeps on the stack would stay there while the long
 * way goes six calls deep (6.1 counts each in steps of 32 bytes, and allows 512). */
static __noinline int hw_quick(struct __sk_buff* skb, const struct hw_config* config) {
    struct hw_quick quick;

    if (skb->protocol == bpf_htons(ETH_P_IP) && hw_quick_find4(skb, &quick, HW_QUICK_LAN))
        return hw_quick_send(skb, config, &quick, HW_QUICK_LAN);
    if (skb->protocol == bpf_htons(ETH_P_IPV6) && hw_quick_find6(skb, &quick, HW_QUICK_LAN))
        return hw_quick_send(skb, config, &quick, HW_QUICK_LAN);
    return HW_NOT_QUICK;
}

static __always_inline int hw_quick_send_from(struct __sk_buff* skb, const struct hw_config* config,
                                              const struct hw_quick* quick) {
    const struct hw_bundle* bundle = hw_bundle_get(quick->pin->bundle);

    if (!bundle || bundle->ifindex != skb->ifindex) return HW_NOT_QUICK;
    return hw_quick_send(skb, config, quick, HW_QUICK_BUNDLE);
}

/* The same for what the stack has routed to the bundle whose interface this is. */
static __noinline int hw_quick_bundle(struct __sk_buff* skb) {
    const struct hw_config* config = hw_config_get();
    struct hw_quick quick;

    if (!config) return HW_NOT_QUICK;
    if (skb->protocol == bpf_htons(ETH_P_IP) && hw_quick_find4(skb, &quick, HW_QUICK_BUNDLE))
        return hw_quick_send_from(skb, config, &quick);
    if (skb->protocol == bpf_htons(ETH_P_IPV6) && hw_quick_find6(skb, &quick, HW_QUICK_BUNDLE))
        return hw_quick_send_from(skb, config, &quick);
    return HW_NOT_QUICK;
}

#endif
