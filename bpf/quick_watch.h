/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef HAWSER_BPF_QUICK_WATCH_H
#define HAWSER_BPF_QUICK_WATCH_H

#include "idle.h"
#include "watch.h"

enum hw_watch_verdict {
    HW_WATCH_UNCLEAR = 0, /* the long way has to judge */
    HW_WATCH_FINE = 1,
    HW_WATCH_JUDGED = 2, /* and there is nothing more to judge in this tick */
};

/* What hw_watch_out() does where there is nothing to judge. Once in a tick is enough, as nothing shorter than
 * that can be seen. */
static __always_inline enum hw_watch_verdict hw_quick_watch(const struct hw_config* config, hw_u32 tunnel,
                                                            const struct hw_pin* pin, hw_u64 now) {
    hw_u64 silence_ns = hw_silence_ns(config);
    struct hw_tunnel_watch* watch;

    if (!silence_ns) return HW_WATCH_JUDGED;
    watch = hw_watch_get(tunnel);
    if (!watch || watch->suspect_ns) return HW_WATCH_UNCLEAR;
    if (watch->last_out_ns == now) return HW_WATCH_JUDGED;
    if (!hw_pin_is_answered(pin)) return HW_WATCH_FINE;
    if (hw_waits_anew(watch, now, silence_ns))
        watch->waits_from_ns = now;
    else if (hw_since(now, watch->waits_from_ns) > silence_ns)
        return HW_WATCH_UNCLEAR;
    watch->last_out_ns = now;
    return HW_WATCH_JUDGED;
}

#endif
