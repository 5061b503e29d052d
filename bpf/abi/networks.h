/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Whose an address is, and which tunnels serve it: networks, bundles, rings. */
#ifndef HAWSER_BPF_ABI_NETWORKS_H
#define HAWSER_BPF_ABI_NETWORKS_H

#include "limits.h"
#include "types.h"

/* hw_nets4, hw_nets6: longest prefix match on the remote (inner destination) address. */
struct hw_net4_key {
    hw_u32 prefixlen; /* bits of addr, 0..32 */
    hw_u8 addr[4];
};
struct hw_net6_key {
    hw_u32 prefixlen; /* bits of addr, 0..128 */
    hw_u8 addr[16];
};
struct hw_net {
    hw_u32 bundle; /* 0: an exception that never enters a bundle (own and connected networks, endpoints,
                      gateways) */
    hw_u32 flags;  /* HW_NET_* */
};
#define HW_NET_LOCAL 1u /* an address of the gateway itself (full length) */

/* hw_bundles: array, index is the bundle's id. */
struct hw_bundle {
    hw_u32 ifindex; /* of the bundle interface; 0: this bundle does not exist */
    hw_u32 mtu;     /* the smallest MTU of its tunnels, bytes */
    hw_u32 flags;   /* HW_BUNDLE_* */
    /* What flows on a worse tier do when a better one has been usable for so many seconds: 0 is at once,
     * HW_FAILBACK_NEVER leaves them where they are. */
    hw_u32 failback_s;
    hw_u32 member_count;            /* used entries of members */
    hw_u32 members[HW_MAX_MEMBERS]; /* tunnel ids, in any order */
};
#define HW_BUNDLE_PEER_HAWSER \
    1u /* the peer runs Hawser too, so ties between owners can be broken on both sides alike */
#define HW_BUNDLE_FAIL_OPEN \
    2u /* no usable tunnel: LAN packets go to the stack, which may route them in the clear */

#define HW_BUNDLE_SHARED_INTERFACE \
    4u /* its interface, and its tunnels', is the one collect_md interface of a hub */
/* An operator's wish, which programs do not read: the daemon has put this tier first, and a later daemon finds
 * it here. HELD: until no tunnel of it is usable; FORCED: whatever comes. */
#define HW_BUNDLE_HELD 8u
#define HW_BUNDLE_FORCED 16u
#define HW_BUNDLE_TIER_SHIFT 8 /* of the tier 0..HW_MAX_TIERS-1 that HELD or FORCED means */
#define HW_BUNDLE_TIER_MASK 0x300u
#define HW_FAILBACK_NEVER 0xffffffffu

/*
 * hw_rings: array of maps; index is ring * HW_MAX_TIERS + tier, where a ring's number is that of its bundle,
 * or HW_RULE_RING and the slot of its rule. The inner map is an array of hw_u32: entry 0 is the number of
 * slots N, entries 1..N are tunnel ids, a Maglev table by weight. A ring is replaced whole, by one write of
 * the outer map.
 */
#define HW_RULE_RING HW_MAX_BUNDLES
#define HW_MAX_RINGS ((HW_MAX_BUNDLES + HW_MAX_RULES) * HW_MAX_TIERS)

HW_STATIC_ASSERT(sizeof(struct hw_net4_key) == 8, "layout of hw_net4_key");
HW_STATIC_ASSERT(sizeof(struct hw_net6_key) == 20, "layout of hw_net6_key");
HW_STATIC_ASSERT(sizeof(struct hw_net) == 8, "layout of hw_net");
HW_STATIC_ASSERT(sizeof(struct hw_bundle) == 20 + 4 * HW_MAX_MEMBERS, "layout of hw_bundle");

#endif
