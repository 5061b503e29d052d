/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * How a program ends. Its parts answer a TC verdict (0 or more; TC_ACT_OK lets pass) or a drop's name with a
 * minus; hw_exit() and hw_exit_packet() are the only places where the one becomes the other, so there is no
 * drop without a counter.
 */
#ifndef HAWSER_BPF_DROP_H
#define HAWSER_BPF_DROP_H

#include "maps.h"

static __always_inline void hw_count(struct __sk_buff* skb, hw_u32 reason) {
    struct hw_counter* counter = bpf_map_lookup_elem(&hw_drops, &reason);

    if (!counter) return;
    counter->packets += 1;
    counter->bytes += skb->len;
}

/* What we let pass is for whatever program or filter stands behind ours. */
#define HW_PASS TC_ACT_UNSPEC

static __always_inline int hw_exit(struct __sk_buff* skb, int result) {
    if (result > 0) return result;
    if (!result) return HW_PASS;
    hw_count(skb, (hw_u32)-result);
    return TC_ACT_SHOT;
}

/* What bpf_redirect() and its like answered: they refuse with TC_ACT_SHOT, which would be a drop without a
 * name. */
static __always_inline int hw_redirected(long verdict) {
    return verdict == TC_ACT_REDIRECT ? TC_ACT_REDIRECT : -HW_DROP_REDIRECT_FAILED;
}

#endif
