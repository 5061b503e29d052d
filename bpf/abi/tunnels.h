/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Tunnels: what they are, how they are, and by which interface or number a packet names one. */
#ifndef HAWSER_BPF_ABI_TUNNELS_H
#define HAWSER_BPF_ABI_TUNNELS_H

#include "limits.h"
#include "types.h"

/* hw_tunnels: array, index is the tunnel's id. */
struct hw_tunnel {
    hw_u32 ifindex; /* of its XFRM interface; 0: this tunnel does not exist */
    hw_u32 if_id;   /* of its policies and SAs */
    hw_u32 bundle;
    hw_u32 tier;   /* 0..HW_MAX_TIERS-1; what is configured, but for a tier that an operator has put first */
    hw_u32 weight; /* as configured; the ring already has it */
    hw_u32 mtu;    /* inner packets up to this many bytes fit the uplink with ESP around them */
    hw_u32 flags;  /* HW_TUNNEL_* */
};
#define HW_TUNNEL_SHARED_INTERFACE \
    1u /* ifindex is a collect_md interface: the packet says by if_id which tunnel it takes or took */
/* What programs do not read, and a later daemon finds here: an operator wants no new flows on it; it has lost
 * too many probes and is set aside. */
#define HW_TUNNEL_WANTED_DRAINING 2u
#define HW_TUNNEL_SET_ASIDE 4u

/* hw_tun_state: array, index is the tunnel's id, value is enum hw_tunnel_state. Failover is one write here.
 */
enum hw_tunnel_state {
    HW_TUNNEL_DOWN = 0,     /* carries nothing; its pins find another tunnel in their next packet */
    HW_TUNNEL_DEGRADED = 1, /* keeps its flows, takes new ones only if nothing in its tier is up */
    HW_TUNNEL_UP = 2,
    HW_TUNNEL_DRAINING = 3, /* keeps its flows, takes no new ones */
};

/* hw_tun_watch: array, index is the tunnel's id; written by the programs alone, times of CLOCK_MONOTONIC. */
struct hw_tunnel_watch {
    hw_u64 last_in_ns;    /* 0: nothing yet */
    hw_u64 waits_from_ns; /* first packet out of an answered flow since the last packet in; 0: none */
    hw_u64 suspect_ns;    /* since when the programs do not use it, 0: they do */
    /* Last packet out of an answered flow: what waits through a pause of ours waits from its end on. */
    hw_u64 last_out_ns;
};

/* hw_bun_watch: array, index is the bundle's id; written by the programs alone. */
struct hw_bundle_watch {
    hw_u64 better_from_ns; /* since when flows on a worse tier see a better one usable, 0: they do not */
};

/* hw_if_ids: hash of hw_u32 to hw_u32; key is the if_id of a tunnel on a collect_md interface, value its id.
 */

/* hw_ifaces: hash, key is an ifindex. What a program's interface is to us. */
struct hw_iface {
    hw_u32 role; /* enum hw_role */
    hw_u32 id;   /* tunnel or bundle id; 0 for a LAN */
};
enum hw_role {
    HW_ROLE_NONE = 0,
    HW_ROLE_LAN = 1,
    HW_ROLE_TUNNEL = 2,
    HW_ROLE_BUNDLE = 3,
    HW_ROLE_UPLINK = 4, /* id: the uplink's number in the configuration, from 1 */
    HW_ROLE_HUB = 5,    /* the collect_md interface of all bundles and tunnels that share one; id 0 */
};

/*
 * hw_probe_ids: hash of hw_u32 to hw_u32; key is an ICMP echo identifier (host byte order) of our own probes,
 * value the tunnel that it probes.
 */

HW_STATIC_ASSERT(sizeof(struct hw_tunnel) == 28, "layout of hw_tunnel");
HW_STATIC_ASSERT(sizeof(struct hw_tunnel_watch) == 32, "layout of hw_tunnel_watch");
HW_STATIC_ASSERT(sizeof(struct hw_bundle_watch) == 8, "layout of hw_bundle_watch");
HW_STATIC_ASSERT(sizeof(struct hw_iface) == 8, "layout of hw_iface");

#endif
