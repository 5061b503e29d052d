/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef HAWSER_BPF_QUICK_WATCH_H
#define HAWSER_BPF_QUICK_WATCH_H

#include "idle.h"
#include "watch.h"

/* What hw_watch_out() does where there is nothing to judge: 1. Once in a tick is enough, as nothing shorter
 * than that can be seen. */
static __always_inline int hw_quick_watch(const struct hw_config* config, const hw_u32* tunnel,
                                          const struct hw_pin* pin, hw_u64 now) {
    hw_u64 silence_ns = hw_silence_ns(config);
    struct hw_tunnel_watch* watch;

    if (!silence_ns) return 1;
    watch = bpf_map_lookup_elem(&hw_tun_watch, tunnel);
    if (!watch || watch->suspect_ns) return 0;
    if (watch->last_out_ns == now || !hw_pin_is_answered(pin)) return 1;
    if (hw_waits_anew(watch, now, silence_ns))
        watch->waits_from_ns = now;
    else if (hw_since(now, watch->waits_from_ns) > silence_ns)
        return 0;
    watch->last_out_ns = now;
    return 1;
}

#endif
