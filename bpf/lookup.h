/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Reading the maps that user space fills. Each function answers NULL or 0 for what does not exist. */
#ifndef HAWSER_BPF_LOOKUP_H
#define HAWSER_BPF_LOOKUP_H

#include "maps.h"

static __always_inline const struct hw_config* hw_config_get(void) {
    hw_u32 key = 0;

    return bpf_map_lookup_elem(&hw_config, &key);
}

static __always_inline const struct hw_bundle* hw_bundle_get(hw_u32 id) {
    const struct hw_bundle* bundle;

    if (!id) return NULL;
    bundle = bpf_map_lookup_elem(&hw_bundles, &id);
    return bundle && bundle->ifindex ? bundle : NULL;
}

static __always_inline const struct hw_tunnel* hw_tunnel_get(hw_u32 id) {
    const struct hw_tunnel* tunnel;

    if (!id) return NULL;
    tunnel = bpf_map_lookup_elem(&hw_tunnels, &id);
    return tunnel && tunnel->ifindex ? tunnel : NULL;
}

static __always_inline hw_u32 hw_tunnel_state_get(hw_u32 id) {
    const hw_u32* state = bpf_map_lookup_elem(&hw_tun_state, &id);

    return state ? *state : HW_TUNNEL_DOWN;
}

/* The id of our interface if it has this role, else 0. */
static __always_inline hw_u32 hw_iface_id(hw_u32 ifindex, hw_u32 role) {
    const struct hw_iface* iface = bpf_map_lookup_elem(&hw_ifaces, &ifindex);

    return iface && iface->role == role ? iface->id : 0;
}

static __always_inline const struct hw_net* hw_net_get(hw_u8 family, const hw_u8* addr) {
    if (family == 4) {
        struct hw_net4_key key = {.prefixlen = 32};

        __builtin_memcpy(key.addr, addr, sizeof(key.addr));
        return bpf_map_lookup_elem(&hw_nets4, &key);
    } else {
        struct hw_net6_key key = {.prefixlen = 128};

        __builtin_memcpy(key.addr, addr, sizeof(key.addr));
        return bpf_map_lookup_elem(&hw_nets6, &key);
    }
}

#endif
