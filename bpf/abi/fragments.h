/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What a fragmented packet's first part leaves to the others. */
#ifndef HAWSER_BPF_ABI_FRAGMENTS_H
#define HAWSER_BPF_ABI_FRAGMENTS_H

#include "types.h"

/*
 * hw_fragments: LRU hash. The ports of a fragmented packet, written by its first fragment for those after it.
 */
struct hw_fragment_key {
    hw_u8 src[16];
    hw_u8 dst[16];
    hw_u32 id; /* identification, network byte order; IPv4: in the first 2 bytes, the rest 0 */
    hw_u8 family;
    hw_u8 protocol; /* IPv6: 0, since its fragments belong together without it (RFC 8200, 4.5) */
    hw_u8 pad[2];   /* 0 */
};
struct hw_fragment {
    hw_u16 src_port; /* network byte order */
    hw_u16 dst_port;
    hw_u8 protocol;  /* IPv6: of the upper layer, which only the first fragment names for sure */
    hw_u8 icmp_type; /* 0 for other protocols */
    hw_u8 icmp_code;
    hw_u8 pad; /* 0 */
    hw_u64 seen_ns;
};

HW_STATIC_ASSERT(sizeof(struct hw_fragment_key) == 40, "layout of hw_fragment_key");
HW_STATIC_ASSERT(sizeof(struct hw_fragment) == 16, "layout of hw_fragment");

#endif
