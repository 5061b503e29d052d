/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What was dropped, and what each tunnel has carried. */
#ifndef HAWSER_BPF_ABI_COUNTERS_H
#define HAWSER_BPF_ABI_COUNTERS_H

#include "types.h"

/* hw_drops: per-CPU array, index is enum hw_drop. Numbers are never used again for another meaning. */
enum hw_drop {
    HW_DROP_NONE = 0,      /* not a drop: the packet goes on */
    HW_DROP_MALFORMED = 1, /* header lengths do not fit the packet */
    HW_DROP_NO_TUNNEL = 2, /* no tunnel of the bundle is usable (fail closed) */
    HW_DROP_NO_BUNDLE =
        3, /* a network names a bundle that does not exist, or an interface that is not ours */
    HW_DROP_TS_MISMATCH = 4, /* a tunnel delivered what its selectors do not cover */
    HW_DROP_TTL_EXPIRED = 5, /* at a place where the stack cannot answer for us */
    HW_DROP_NO_RING = 6, /* counted, not dropped: the tier has no ring; the list of members alone decided */
    HW_DROP_REDIRECT_FAILED = 7,
    HW_DROP_LOOP = 8,      /* a tunnel delivered a packet whose way leads into its own bundle */
    HW_DROP_BAD_L2 = 9,    /* the link-layer header is of a kind that we cannot take off */
    HW_DROP_PIN_FULL = 10, /* counted, not dropped: the new pin could not be stored; the ring alone decided */
    HW_DROP_NOT_UNICAST = 11,   /* the gateway's own multicast or link-local packet on a bundle interface */
    HW_DROP_BAD_SOURCE = 12,    /* source is multicast, broadcast, loopback or (forwarded) unspecified */
    HW_DROP_TINY_FRAGMENT = 13, /* a first fragment without the ports, or a later one that would overwrite
                                   them (RFC 1858, 3128) */
    HW_DROP_LATE_FIRST = 14,    /* counted, not dropped: a fragment came before its first, or its first was
                                   forgotten; its addresses alone decided */
    HW_DROP_PROVEN_FULL =
        15, /* counted, not dropped: a proven flow stays among the new ones for lack of room */
    HW_DROP_WRONG_UPLINK = 16, /* a tunnel's ESP or IKE on an uplink that is not its own */
    HW_DROP_FOREIGN_SOURCE =
        17, /* a tunnel delivered from a network that is routed to another bundle or to none */
    HW_DROP_UNKNOWN_SPI = 18,   /* XDP: ESP to us of no SA of ours */
    HW_DROP_IKE_FLOOD = 19,     /* XDP: more IKE_SA_INIT requests than a source is allowed */
    HW_DROP_SPREAD_FAILED = 20, /* counted, not dropped: the CPU meant for the packet could not take it */
    HW_DROP_BAD_EXTENSIONS =
        21,                 /* IPv6 extension headers that no sender may write: too many, or out of order */
    HW_DROP_BAD_PROBE = 22, /* a STAMP packet that is too short or fails its checks */
    HW_DROP_UNREAD_FRAGMENT = 23, /* counted, not dropped: XDP: a later fragment of UDP or ESP to us */
    HW_DROP_COUNT
};
struct hw_counter {
    hw_u64 packets;
    hw_u64 bytes;
};

/* hw_tun_stats: per-CPU array, index is the tunnel's id. Inner packets and bytes, from the network header on.
 */
struct hw_tunnel_stats {
    hw_u64 packets_out;
    hw_u64 bytes_out;
    hw_u64 packets_in;
    hw_u64 bytes_in;
    hw_u64 flows_taken; /* pins made with this tunnel */
    hw_u64 flows_moved_away;
    hw_u64 probes_answered;
    hw_u64 probe_replies; /* answers to our own probes that came by this tunnel */
};

HW_STATIC_ASSERT(sizeof(struct hw_counter) == 16, "layout of hw_counter");
HW_STATIC_ASSERT(sizeof(struct hw_tunnel_stats) == 64, "layout of hw_tunnel_stats");

#endif
