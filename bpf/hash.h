/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Bob Jenkins' lookup3 (public domain) over the words of a flow key: seeded, and cheap without a 128-bit
 * product. */
#ifndef HAWSER_BPF_HASH_H
#define HAWSER_BPF_HASH_H

#include "flow_key.h"

HW_STATIC_ASSERT(sizeof(struct hw_flow4_key) == 4 * sizeof(hw_u32), "three words and one");
HW_STATIC_ASSERT(sizeof(struct hw_flow6_key) == 10 * sizeof(hw_u32), "three times three words and one");

static __always_inline hw_u32 hw_rotate(hw_u32 word, int bits) {
    return (word << bits) | (word >> (32 - bits));
}

struct hw_hash_state {
    hw_u32 a, b, c;
};

static __always_inline void hw_hash_mix(struct hw_hash_state* s) {
    s->a -= s->c, s->a ^= hw_rotate(s->c, 4), s->c += s->b;
    s->b -= s->a, s->b ^= hw_rotate(s->a, 6), s->a += s->c;
    s->c -= s->b, s->c ^= hw_rotate(s->b, 8), s->b += s->a;
    s->a -= s->c, s->a ^= hw_rotate(s->c, 16), s->c += s->b;
    s->b -= s->a, s->b ^= hw_rotate(s->a, 19), s->a += s->c;
    s->c -= s->b, s->c ^= hw_rotate(s->b, 4), s->b += s->a;
}

static __always_inline hw_u32 hw_hash_final(struct hw_hash_state* s) {
    s->c ^= s->b, s->c -= hw_rotate(s->b, 14);
    s->a ^= s->c, s->a -= hw_rotate(s->c, 11);
    s->b ^= s->a, s->b -= hw_rotate(s->a, 25);
    s->c ^= s->b, s->c -= hw_rotate(s->b, 16);
    s->a ^= s->c, s->a -= hw_rotate(s->c, 4);
    s->b ^= s->a, s->b -= hw_rotate(s->a, 14);
    s->c ^= s->b, s->c -= hw_rotate(s->b, 24);
    return s->c;
}

static __always_inline void hw_hash_three(struct hw_hash_state* s, const hw_u32* words) {
    s->a += words[0];
    s->b += words[1];
    s->c += words[2];
    hw_hash_mix(s);
}

static __always_inline hw_u32 hw_hash_flow(const struct hw_flow* flow, hw_u32 seed) {
    hw_u32 start = 0xdeadbeef + flow->family + seed;
    struct hw_hash_state s = {start, start, start};

    hw_hash_three(&s, flow->words);
    if (flow->family == 4) {
        s.a += flow->words[3];
        return hw_hash_final(&s);
    }
    hw_hash_three(&s, flow->words + 3);
    hw_hash_three(&s, flow->words + 6);
    s.a += flow->words[9];
    return hw_hash_final(&s);
}

/* Another hash from a hash, for a second try or a rank of one tunnel. */
static __always_inline hw_u32 hw_hash_again(hw_u32 hash, hw_u32 salt) {
    struct hw_hash_state s = {hash, salt, 0x9e3779b9};

    return hw_hash_final(&s);
}

#endif
