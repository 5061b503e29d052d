/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The short way towards the peer, from the LAN and from the stack. */
#ifndef HAWSER_BPF_QUICK_H
#define HAWSER_BPF_QUICK_H

#include "quick_find.h"
#include "quick_watch.h"
#include "way.h"

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
static __always_inline int hw_may_leave_tier(const struct hw_tunnel* tunnel, const struct hw_bundle* bundle,
                                             const struct hw_pin* pin) {
    return tunnel->tier && pin->role == HW_PIN_OWNER && bundle->failback_s != HW_FAILBACK_NEVER;
}

/*
 * Asks the maps about the tunnel of a pin: 0, HW_PASS or HW_NOT_QUICK. What is the same for every flow on it
 * is kept for the rest of the tick, unless there is more to judge in it. Not inlined, because the next
 * packets do without.
 */
static __noinline int hw_way_look(const struct hw_config* config, const struct hw_pin* pin,
                                  struct hw_way* way, hw_u64 now, hw_u32 from_lan) {
    const struct hw_bundle* bundle;
    const struct hw_tunnel* tunnel;
    hw_u32 id;
    int judged;

    if (!config || !pin || !way) return HW_NOT_QUICK;
    id = pin->tunnel;
    judged = hw_quick_watch(config, id, pin, now);
    tunnel = hw_tunnel_get(id);
    bundle = hw_bundle_get(pin->bundle);
    if (!judged || !tunnel || !bundle || tunnel->bundle != pin->bundle) return HW_NOT_QUICK;
    if (hw_may_leave_tier(tunnel, bundle, pin)) return HW_NOT_QUICK;
    if (tunnel->flags & HW_TUNNEL_SHARED_INTERFACE) return from_lan ? HW_PASS : HW_NOT_QUICK;
    way->ifindex = tunnel->ifindex;
    way->bundle_ifindex = bundle->ifindex;
    way->served = hw_way_served(pin);
    way->mtu = tunnel->mtu ? tunnel->mtu : 0xffffffff;
    if (judged == HW_WATCH_JUDGED && !tunnel->tier) hw_way_keep(way, id, now);
    return 0;
}

/* Whether this hook may send by the way what the pin says. The stack fragments by itself; what comes from a
 * LAN has to go there for it. */
static __always_inline int hw_way_fits(const struct __sk_buff* skb, const struct hw_quick* quick,
                                       const struct hw_way* way, enum hw_quick_hook hook) {
    if (way->served != hw_way_served(quick->pin)) return 0;
    if (hook == HW_QUICK_BUNDLE) return way->bundle_ifindex == skb->ifindex;
    return !quick->may_fragment || quick->length <= way->mtu;
}

static __always_inline int hw_quick_send(struct __sk_buff* skb, const struct hw_config* config,
                                         const struct hw_quick* quick, enum hw_quick_hook hook) {
    struct hw_pin* pin = quick->pin;
    struct hw_tunnel_stats* stats;
    hw_u64 now = hw_now();
    struct hw_way way;
    const hw_u32* state;
    hw_u32 id;
    int result;

    if (!hw_is_quick_pin(config, quick, now)) return HW_NOT_QUICK;
    id = pin->tunnel;
    state = bpf_map_lookup_elem(&hw_tun_state, &id);
    if (!state || *state == HW_TUNNEL_DOWN) return HW_NOT_QUICK;
    if (!hw_way_find(&way, id, now)) {
        result = hw_way_look(config, pin, &way, now, hook == HW_QUICK_LAN);
        if (result) return result;
    }
    if (!hw_way_fits(skb, quick, &way, hook)) return HW_NOT_QUICK;
    if (hook == HW_QUICK_LAN && !hw_quick_ttl(skb, quick)) return HW_NOT_QUICK;
    if (pin->last_seen_ns != now) pin->last_seen_ns = now;
    pin->packets_out += 1;
    stats = bpf_map_lookup_elem(&hw_tun_stats, &id);
    if (stats) {
        stats->packets_out += hw_packets_in(skb);
        stats->bytes_out += quick->length;
    }
    return (int)bpf_redirect(way.ifindex, 0);
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

/* The same for what the stack has routed to the bundle whose interface this is. */
static __noinline int hw_quick_bundle(struct __sk_buff* skb) {
    const struct hw_config* config = hw_config_get();
    struct hw_quick quick;

    if (!config) return HW_NOT_QUICK;
    if (skb->protocol == bpf_htons(ETH_P_IP) && hw_quick_find4(skb, &quick, HW_QUICK_BUNDLE))
        return hw_quick_send(skb, config, &quick, HW_QUICK_BUNDLE);
    if (skb->protocol == bpf_htons(ETH_P_IPV6) && hw_quick_find6(skb, &quick, HW_QUICK_BUNDLE))
        return hw_quick_send(skb, config, &quick, HW_QUICK_BUNDLE);
    return HW_NOT_QUICK;
}

#endif
