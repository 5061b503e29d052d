/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Silent tunnels, found by the packets alone, so also while no daemon looks. A tunnel on which answered flows
 * keep sending while nothing comes back, although another one of its bundle answers, is suspect: like a dead
 * one, but better than none. Whatever arrives on it clears it. After a while it is tried once more, and on
 * trial the packets of all flows count, since no answered one is left on it.
 */
#ifndef HAWSER_BPF_WATCH_H
#define HAWSER_BPF_WATCH_H

#include "events.h"
#include "lookup.h"
#include "rank.h"

static __always_inline struct hw_tunnel_watch* hw_watch_get(hw_u32 tunnel) {
    return bpf_map_lookup_elem(&hw_tun_watch, &tunnel);
}

static __always_inline int hw_is_suspect(hw_u32 tunnel) {
    const struct hw_tunnel_watch* watch = hw_watch_get(tunnel);

    return watch && watch->suspect_ns && hw_since(hw_now(), watch->suspect_ns) < HW_SUSPECT_NS;
}

static __always_inline hw_u64 hw_silence_ns(const struct hw_config* config) {
    return config->silence_ms * HW_NS_PER_MS;
}

/* Whether something has come in by another tunnel of the bundle within the last silence_ns. */
HW_SUBPROGRAM int hw_another_answers(hw_u32 bundle_id, hw_u32 silent, hw_u64 silence_ns) {
    const struct hw_bundle* bundle = hw_bundle_get(bundle_id);
    hw_u64 now = hw_now();

    if (!bundle) return 0;
    for (hw_u32 i = 0; i < HW_MAX_MEMBERS; i++) {
        hw_u32 member = i < bundle->member_count ? bundle->members[i] : 0;
        const struct hw_tunnel_watch* watch = hw_watch_get(member);

        if (!member || member == silent || !watch || !watch->last_in_ns) continue;
        if (hw_tunnel_state_get(member) == HW_TUNNEL_DOWN) continue;
        if (hw_since(now, watch->last_in_ns) <= silence_ns) return 1;
    }
    return 0;
}

/* A pause of ours as long as the silence would be is no silence of the peer's: the wait begins after it. */
static __always_inline int hw_waits_anew(const struct hw_tunnel_watch* watch, hw_u64 now, hw_u64 silence_ns) {
    if (watch->waits_from_ns <= watch->last_in_ns) return 1;
    if (watch->suspect_ns) return watch->waits_from_ns < watch->suspect_ns + HW_SUSPECT_NS;
    return hw_since(now, watch->last_out_ns) > silence_ns;
}

static __always_inline void hw_suspect(struct __sk_buff* skb, const struct hw_flow* flow,
                                       struct hw_tunnel_watch* watch, hw_u32 tunnel, hw_u64 now) {
    hw_u64 since = watch->suspect_ns;

    if (__sync_val_compare_and_swap(&watch->suspect_ns, since, now) == since)
        hw_tell(skb, flow, HW_EVENT_WITH(HW_EVENT_TUNNEL_SUSPECT, 0), tunnel, 0);
}

/* Before a packet takes the tunnel. */
static __always_inline void hw_watch_out(struct __sk_buff* skb, const struct hw_flow* flow,
                                         const struct hw_config* config, hw_u32 tunnel, int answered) {
    struct hw_tunnel_watch* watch = hw_watch_get(tunnel);
    hw_u64 silence_ns = hw_silence_ns(config);
    hw_u64 now = hw_now();

    if (!silence_ns || !watch || !(answered || watch->suspect_ns)) return;
    if (watch->suspect_ns && hw_since(now, watch->suspect_ns) < HW_SUSPECT_NS) return;
    if (hw_waits_anew(watch, now, silence_ns))
        watch->waits_from_ns = now;
    else if (hw_since(now, watch->waits_from_ns) > silence_ns &&
             hw_another_answers(flow->bundle, tunnel, silence_ns))
        hw_suspect(skb, flow, watch, tunnel, now);
    watch->last_out_ns = now;
}

/* After a packet came by it. All CPUs share the line, so it is written once a tick. */
static __always_inline void hw_watch_in(struct __sk_buff* skb, hw_u32 tunnel) {
    struct hw_tunnel_watch* watch = hw_watch_get(tunnel);
    hw_u64 now = hw_now();
    hw_u64 since;

    if (!watch) return;
    if (watch->last_in_ns != now) watch->last_in_ns = now;
    since = watch->suspect_ns;
    if (since && __sync_val_compare_and_swap(&watch->suspect_ns, since, 0) == since)
        hw_tell(skb, NULL, HW_EVENT_WITH(HW_EVENT_TUNNEL_TRUSTED, 0), tunnel, 0);
}

#endif
