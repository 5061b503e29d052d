/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Bob Jenkins' lookup3 (public domain) over the words of a flow key: seeded, and cheap without a 128-bit
 * product. */
#ifndef HAWSER_BPF_HASH_H
#define HAWSER_BPF_HASH_H

#include "abi.h"

#define HW_KEY_WORDS (sizeof(struct hw_flow_key) / sizeof(hw_u32))
HW_STATIC_ASSERT(HW_KEY_WORDS == 11, "the hash takes three times three words, and two");

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

static __always_inline hw_u32 hw_hash_flow(const struct hw_flow_key* key, hw_u32 seed) {
    const hw_u32* words = (const hw_u32*)key;
    hw_u32 start = 0xdeadbeef + (hw_u32)sizeof(*key) + seed;
    struct hw_hash_state s = {start, start, start};

#pragma unroll
    for (int i = 0; i < 9; i += 3) {
        s.a += words[i];
        s.b += words[i + 1];
        s.c += words[i + 2];
        hw_hash_mix(&s);
    }
    s.a += words[9];
    s.b += words[10];
    return hw_hash_final(&s);
}

/* Another hash from a hash, for a second try or a rank of one tunnel. */
static __always_inline hw_u32 hw_hash_again(hw_u32 hash, hw_u32 salt) {
    struct hw_hash_state s = {hash, salt, 0x9e3779b9};

    return hw_hash_final(&s);
}

#endif
