/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the kernel's side (bpf/) and the user's side (loader/, maps-tool/) of Hawser both read: the layout of
 * every map, and the limits and numbers in them. C and C++; fixed widths, explicit padding, no unions without
 * a size.
 *
 * Numbers in structures are in host byte order unless their comment says otherwise; addresses and ports of
 * packets are in network byte order. IPv4 addresses stand in the first 4 of 16 bytes, the rest zero; `family`
 * tells them apart.
 */
#ifndef HAWSER_BPF_ABI_H
#define HAWSER_BPF_ABI_H

#ifdef __bpf__
#include <linux/types.h>
typedef __u8 hw_u8;
typedef __u16 hw_u16;
typedef __u32 hw_u32;
typedef __u64 hw_u64;
#define HW_STATIC_ASSERT(condition, text) _Static_assert(condition, text)
#else
#include <stdint.h>
typedef uint8_t hw_u8;
typedef uint16_t hw_u16;
typedef uint32_t hw_u32;
typedef uint64_t hw_u64;
#ifdef __cplusplus
#define HW_STATIC_ASSERT(condition, text) static_assert(condition, text)
#else
#define HW_STATIC_ASSERT(condition, text) _Static_assert(condition, text)
#endif
#endif

/* Raised when the meaning or layout of a pinned map changes; a daemon that finds another number must not
 * misread it. */
#define HW_ABI_VERSION 2u

/* Everything is pinned below this folder; the names of the maps are the names of the files. */
#define HW_PIN_DIR "/sys/fs/bpf/hawser"
#define HW_MAP_CONFIG "hw_config"
#define HW_MAP_NETS4 "hw_nets4"
#define HW_MAP_NETS6 "hw_nets6"
#define HW_MAP_BUNDLES "hw_bundles"
#define HW_MAP_RINGS "hw_rings"
#define HW_MAP_TUNNELS "hw_tunnels"
#define HW_MAP_TUNNEL_STATE "hw_tun_state"
#define HW_MAP_IFACES "hw_ifaces"
#define HW_MAP_SELECTORS "hw_selectors"
#define HW_MAP_PROBE_IDS "hw_probe_ids"
#define HW_MAP_TUNNEL_WATCH "hw_tun_watch"
#define HW_MAP_BUNDLE_WATCH "hw_bun_watch"
#define HW_MAP_IF_IDS "hw_if_ids"
#define HW_MAP_PINS4 "hw_pins4"
#define HW_MAP_PINS6 "hw_pins6"
#define HW_MAP_NEW_PINS4 "hw_new_pins4"
#define HW_MAP_NEW_PINS6 "hw_new_pins6"
#define HW_MAP_FRAGMENTS "hw_fragments"
#define HW_MAP_DROPS "hw_drops"
#define HW_MAP_TUNNEL_STATS "hw_tun_stats"
#define HW_MAP_PIN_COUNTS "hw_pin_counts"
#define HW_MAP_EVENTS "hw_events"
#define HW_MAP_LISTENER "hw_listener"
#define HW_MAP_OUTERS "hw_outers"
#define HW_MAP_SPIS "hw_spis"
#define HW_MAP_TUNNEL_UPLINKS "hw_tun_uplinks"
#define HW_MAP_STRAYS "hw_strays"
#define HW_MAP_STAMP "hw_stamp"
#define HW_MAP_XDP "hw_xdp"
#define HW_MAP_XDP_CPUS "hw_xdp_cpus"
#define HW_MAP_XDP_SPREAD "hw_xdp_spread"
#define HW_MAP_IKE_SOURCES "hw_ike_sources"

/*
 * Upper limits. The maps are made as large as the configuration needs, so a program must not rely on an index
 * below these being there.
 */
#define HW_MAX_TUNNELS 16384u /* array maps; id 0 is never valid, so that an uninitialised slot shows */
#define HW_MAX_BUNDLES 8192u  /* id 0 is never valid */
#define HW_MAX_TIERS 4u       /* tiers 1..4 of a peer's endpoints are 0..3 here; lower is better */
#define HW_MAX_MEMBERS 16u    /* tunnels of one bundle; bounds the search for the last usable one */
#define HW_MAX_NETS 16384u
#define HW_MAX_SELECTORS 131072u
#define HW_MAX_IFACES 16384u
#define HW_MAX_PROBE_IDS 16384u
#define HW_DEFAULT_PINS 262144u /* proven flows of each family */
#define HW_MAX_PINS 4194304u
#define HW_MAX_FRAGMENTS 8192u
#define HW_EVENTS_BYTES (256u * 1024u)
#define HW_MAX_OUTERS 32768u
#define HW_MAX_SPIS 131072u
#define HW_MAX_STRAYS 4096u
#define HW_MAX_SPREAD_CPUS 128u
#define HW_MAX_IKE_SOURCES 16384u

/* The largest ring: prime, and more than 100 x HW_MAX_MEMBERS, so that its shares are within 1 % of the
 * weights (Maglev, 3.4). Rings of fewer tunnels are smaller. */
#define HW_MAX_RING_SLOTS 4099u

/* hw_config: one entry, key 0. */
struct hw_config {
    hw_u32 abi_version; /* HW_ABI_VERSION */
    hw_u32 forwarding;  /* enum hw_forwarding */
    hw_u32 hash_seed;   /* random per deployment, so that a stranger cannot aim flows at one tunnel */
    hw_u32 flags;       /* none yet: 0 */
    /* Of the networks, bundles and selectors: raised after any of them has changed, so that a pin knows that
     * it has to ask again whose its remote address is and what its tunnel may deliver. */
    hw_u32 generation;
    /* A tunnel on which answered flows send for so long without anything coming back, while another of its
     * bundle answers, is not used; 0: the programs judge nothing by themselves. */
    hw_u32 silence_ms;
    hw_u32 idle_s[8]; /* by enum hw_idle: a pin that has seen nothing for so long counts as not there */
};

/* What the idle time of a flow depends on. */
enum hw_idle {
    HW_IDLE_NEW = 0, /* not answered yet, whatever the protocol */
    HW_IDLE_TCP = 1,
    HW_IDLE_TCP_CLOSED = 2, /* FIN both ways, or RST */
    HW_IDLE_UDP = 3,        /* UDP-Lite too */
    HW_IDLE_SCTP = 4,
    HW_IDLE_ICMP = 5,
    HW_IDLE_OTHER = 6,
    HW_IDLE_COUNT = 7,
};

enum hw_forwarding {
    HW_FORWARDING_STACK = 0, /* every packet through the bundle interface, where netfilter sees it */
    HW_FORWARDING_FAST = 1,  /* redirect at LAN ingress and from tunnel to LAN */
};

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
#define HW_FAILBACK_NEVER 0xffffffffu

/*
 * hw_rings: array of maps; index is bundle * HW_MAX_TIERS + tier. The inner map is an array of hw_u32:
 * entry 0 is the number of slots N, entries 1..N are tunnel ids, a Maglev table by weight. A ring is replaced
 * whole, by one write of the outer map.
 */
#define HW_MAX_RINGS (HW_MAX_BUNDLES * HW_MAX_TIERS)

/* hw_tunnels: array, index is the tunnel's id. */
struct hw_tunnel {
    hw_u32 ifindex; /* of its XFRM interface; 0: this tunnel does not exist */
    hw_u32 if_id;   /* of its policies and SAs */
    hw_u32 bundle;
    hw_u32 tier;   /* 0..HW_MAX_TIERS-1 */
    hw_u32 weight; /* as configured; the ring already has it */
    hw_u32 mtu;    /* inner packets up to this many bytes fit the uplink with ESP around them */
    hw_u32 flags;  /* HW_TUNNEL_* */
};
#define HW_TUNNEL_SHARED_INTERFACE \
    1u /* ifindex is a collect_md interface: the packet says by if_id which tunnel it takes or took */

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
 * hw_selectors: longest prefix match; what a tunnel's inbound Child SA may deliver. A packet passes if both
 * its source (side REMOTE) and its destination (side LOCAL) find an entry. prefixlen counts from `tunnel` on:
 * HW_SELECTOR_FIXED_BITS plus the address's bits.
 */
struct hw_selector_key {
    hw_u32 prefixlen;
    hw_u32 tunnel;
    hw_u8 side;   /* enum hw_selector_side */
    hw_u8 family; /* 4 or 6 */
    hw_u8 pad[2]; /* 0 */
    hw_u8 addr[16];
};
#define HW_SELECTOR_FIXED_BITS 64u
enum hw_selector_side {
    HW_SELECTOR_REMOTE = 0,
    HW_SELECTOR_LOCAL = 1,
};
struct hw_selector_range {
    hw_u16 port_first; /* host byte order; 0..65535 is any; ICMP: type * 256 + code (RFC 7296, 3.13.1) */
    hw_u16 port_last;
    hw_u8 protocol; /* 0: any */
    hw_u8 pad[3];   /* 0 */
};
/* A look-up sees the longest prefix alone, so an entry has the ranges of every selector that covers it. */
#define HW_SELECTOR_RANGES 4u
struct hw_selector {
    hw_u32 count; /* used ranges; one of them has to fit */
    struct hw_selector_range ranges[HW_SELECTOR_RANGES];
};

/*
 * hw_probe_ids: hash of hw_u32 to hw_u32; key is an ICMP echo identifier (host byte order) of our own probes,
 * value the tunnel that it probes.
 */

/*
 * The pins. Seen from our side: `local` is the inner address behind (or of) this gateway. A flow that has not
 * been seen both ways is in hw_new_pins4 or hw_new_pins6, LRU hashes that a flood may fill as it likes. The
 * first packet of the other direction takes it over into hw_pins4 or hw_pins6, hashes that evict nothing.
 * The bundle is not in the keys: a remote address belongs to one.
 */
struct hw_flow4_key {
    hw_u8 local_addr[4];
    hw_u8 remote_addr[4];
    hw_u16 local_port;  /* network byte order; ICMP echo: the id in both; others: 0 */
    hw_u16 remote_port; /* network byte order */
    hw_u8 protocol;     /* IPPROTO_* */
    hw_u8 pad[3];       /* 0 */
};
struct hw_flow6_key {
    hw_u8 local_addr[16];
    hw_u8 remote_addr[16];
    hw_u16 local_port;
    hw_u16 remote_port;
    hw_u8 protocol;
    hw_u8 pad[3];
};

struct hw_pin {
    hw_u32 tunnel;
    hw_u16 last_moved_from; /* tunnel before the last move, 0: never moved */
    hw_u16 admitted;        /* tunnel by which packets of this flow have passed selectors and networks in
                               this generation on their way out of the bundle, 0: none */
    hw_u16 bundle;
    hw_u16 generation; /* of hw_config, its lower half, when the bundle was last looked up */
    hw_u8 role;        /* enum hw_pin_role */
    hw_u8 flags;       /* HW_PIN_* */
    hw_u8
        follow_moves; /* times in a row that the peer's packets moved us: two followers would swap for ever */
    hw_u8 strays;     /* an owner's: packets in a row that arrived by another tunnel than the pin's */
    hw_u8 tcp;        /* HW_PIN_TCP_* */
    hw_u8 pad;        /* 0 */
    hw_u16 moves;     /* times that the tunnel changed; stays at the largest */
    hw_u32 created_s; /* CLOCK_MONOTONIC, as all times here */
    hw_u64 last_seen_ns;
    hw_u64 last_moved_ns; /* 0: never moved */
    hw_u64 packets_out;
    hw_u64 packets_in;
};
enum hw_pin_role {
    HW_PIN_OWNER = 1,    /* our side opened the flow: we choose its tunnel */
    HW_PIN_FOLLOWER = 2, /* the peer opened it: we send where its packets arrive */
};
#define HW_PIN_PROVISIONAL \
    1u /* a follower whose tunnel went down chose by itself, and yields to the owner's next packet */
#define HW_PIN_PROVEN 2u /* packets of both directions have been seen */
#define HW_PIN_TCP_FIN_OUT 1u
#define HW_PIN_TCP_FIN_IN 2u
#define HW_PIN_TCP_RST 4u

/* hw_pin_counts: per-CPU array of hw_u64, index is enum hw_pin_count. Evictions are what was made, and is
 * neither there, nor proven, nor ended. */
enum hw_pin_count {
    HW_PIN_COUNT_MADE = 0,   /* in the maps of new flows */
    HW_PIN_COUNT_PROVEN = 1, /* taken over from there */
    HW_PIN_COUNT_MOVED = 2,
    HW_PIN_COUNT_ENDED = 3,   /* new ones that a program removed or made anew: idle, or opened again */
    HW_PIN_COUNT_RENEWED = 4, /* proven ones made anew in place: idle, or opened again */
    HW_PIN_COUNT_COUNT
};

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

/* hw_listener: array of one hw_u64, a time of CLOCK_MONOTONIC: up to then somebody reads hw_events, who
 * pushes it forward as long as he does. Before it, programs write no events. */

/* hw_events: ring buffer of struct hw_event. */
enum hw_event_kind {
    HW_EVENT_PIN_MADE = 1,
    HW_EVENT_PIN_PROVEN = 2,
    HW_EVENT_PIN_MOVED = 3,
    HW_EVENT_DROP = 4,           /* reason: enum hw_drop; flow and tunnel as far as they are known */
    HW_EVENT_TUNNEL_SUSPECT = 5, /* the programs stop using a silent tunnel by themselves */
    HW_EVENT_TUNNEL_TRUSTED = 6, /* and use it again */
};
struct hw_event {
    hw_u64 time_ns; /* CLOCK_MONOTONIC */
    hw_u16 kind;    /* enum hw_event_kind */
    hw_u16 reason;
    hw_u32 ifindex; /* on which the packet was seen */
    hw_u32 bundle;
    hw_u32 tunnel;      /* now */
    hw_u32 from_tunnel; /* before a move */
    hw_u8 family;       /* 4 or 6; 0: no flow is known */
    hw_u8 protocol;
    hw_u16 local_port; /* network byte order */
    hw_u16 remote_port;
    hw_u8 role; /* enum hw_pin_role */
    hw_u8 pad;  /* 0 */
    hw_u8 local_addr[16];
    hw_u8 remote_addr[16];
};

/*
 * hw_outers: hash of struct hw_outer_key to hw_u32, a tunnel. The outer addresses of our tunnels; `remote` is
 * all zero for a tunnel whose peer may have any address.
 */
struct hw_outer_key {
    hw_u8 local[16];
    hw_u8 remote[16];
    hw_u8 family; /* 4 or 6 */
    hw_u8 pad[3]; /* 0 */
};

/*
 * hw_spis: hash of struct hw_spi_key to struct hw_spi. The machine's SAs, listed before the kernel has them.
 */
struct hw_spi_key {
    hw_u8 dst[16];
    hw_u32 spi;   /* network byte order */
    hw_u8 family; /* 4 or 6 */
    hw_u8 pad[3]; /* 0 */
};
struct hw_spi {
    hw_u32 tunnel; /* 0: an SA of somebody else's */
};

/* hw_tun_uplinks: hash of hw_u32 to hw_u32; key is a tunnel's id, value the ifindex of its uplink.
 * HW_NO_UPLINK: the uplink's interface is not there, so every other one is wrong. */
#define HW_NO_UPLINK 0xffffffffu

/* hw_strays: LRU hash. Outer packets of a tunnel on an uplink that is not its own. */
struct hw_stray_key {
    hw_u32 tunnel;
    hw_u32 ifindex; /* the wrong uplink */
    hw_u32 leaving; /* 1: dropped on its way out; 0: arrived, and was let through */
};
struct hw_stray {
    hw_u64 packets;
    hw_u64 last_ns; /* CLOCK_MONOTONIC */
};

/* hw_stamp: array of one. What the STAMP reflector on the tunnels needs to know. */
struct hw_stamp {
    hw_u64 utc_minus_monotonic_ns; /* of the clock, which steps and slews: written anew every few seconds */
    hw_u16 port;                   /* UDP, network byte order; 0: no reflector */
    hw_u16 error_estimate;         /* RFC 8762, 4.2.1, network byte order */
    hw_u32 flags;                  /* HW_STAMP_* */
};
#define HW_STAMP_TO_STACK 1u      /* the daemon answers */
#define HW_STAMP_AUTHENTICATED 2u /* RFC 8762, 4.2.2; the daemon answers */

/* hw_xdp: hash, key is an ifindex. What the XDP program does there; without an entry it passes everything. */
struct hw_xdp {
    hw_u32 flags; /* HW_XDP_* */
    hw_u32 cpus;  /* over so many CPUs, from the first on; at most HW_MAX_SPREAD_CPUS */
    /* IKE_SA_INIT requests of one source: so many a second, and so many at once. 0 a second: no limit. */
    hw_u32 ike_rate;
    hw_u32 ike_burst;
};
#define HW_XDP_ADMIT_SPIS                                                            \
    1u /* hw_spis lists every SA of the machine, so what it does not list is unknown \
        */
#define HW_XDP_SPREAD 2u

/* hw_xdp_cpus: cpumap of the CPUs 0..cpus-1, all online. hw_xdp_spread: per-CPU array of hw_u64, packets by
 * the CPU that they were given to. */

/* hw_ike_sources: LRU hash of struct hw_ike_source to struct hw_bucket. */
struct hw_ike_source {
    hw_u8 addr[16]; /* IPv6: the first 64 bits, which one host may have whole */
    hw_u8 family;
    hw_u8 pad[3]; /* 0 */
};
struct hw_bucket {
    hw_u64 filled_ns; /* CLOCK_MONOTONIC */
    hw_u64 tokens_ns; /* credit, in nanoseconds of the rate */
};

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

HW_STATIC_ASSERT(sizeof(struct hw_config) == 56, "layout of hw_config");
HW_STATIC_ASSERT(sizeof(struct hw_net4_key) == 8, "layout of hw_net4_key");
HW_STATIC_ASSERT(sizeof(struct hw_net6_key) == 20, "layout of hw_net6_key");
HW_STATIC_ASSERT(sizeof(struct hw_net) == 8, "layout of hw_net");
HW_STATIC_ASSERT(sizeof(struct hw_bundle) == 20 + 4 * HW_MAX_MEMBERS, "layout of hw_bundle");
HW_STATIC_ASSERT(sizeof(struct hw_tunnel) == 28, "layout of hw_tunnel");
HW_STATIC_ASSERT(sizeof(struct hw_tunnel_watch) == 32, "layout of hw_tunnel_watch");
HW_STATIC_ASSERT(sizeof(struct hw_bundle_watch) == 8, "layout of hw_bundle_watch");
HW_STATIC_ASSERT(sizeof(struct hw_iface) == 8, "layout of hw_iface");
HW_STATIC_ASSERT(sizeof(struct hw_selector_key) == 28, "layout of hw_selector_key");
HW_STATIC_ASSERT(sizeof(struct hw_selector) == 36, "layout of hw_selector");
HW_STATIC_ASSERT(sizeof(struct hw_flow4_key) == 16, "layout of hw_flow4_key");
HW_STATIC_ASSERT(sizeof(struct hw_flow6_key) == 40, "layout of hw_flow6_key");
HW_STATIC_ASSERT(sizeof(struct hw_pin) == 56, "layout of hw_pin");
HW_STATIC_ASSERT(sizeof(struct hw_fragment_key) == 40, "layout of hw_fragment_key");
HW_STATIC_ASSERT(sizeof(struct hw_fragment) == 16, "layout of hw_fragment");
HW_STATIC_ASSERT(sizeof(struct hw_outer_key) == 36, "layout of hw_outer_key");
HW_STATIC_ASSERT(sizeof(struct hw_spi_key) == 24, "layout of hw_spi_key");
HW_STATIC_ASSERT(sizeof(struct hw_spi) == 4, "layout of hw_spi");
HW_STATIC_ASSERT(sizeof(struct hw_stray_key) == 12, "layout of hw_stray_key");
HW_STATIC_ASSERT(sizeof(struct hw_stray) == 16, "layout of hw_stray");
HW_STATIC_ASSERT(sizeof(struct hw_stamp) == 16, "layout of hw_stamp");
HW_STATIC_ASSERT(sizeof(struct hw_xdp) == 16, "layout of hw_xdp");
HW_STATIC_ASSERT(sizeof(struct hw_ike_source) == 20, "layout of hw_ike_source");
HW_STATIC_ASSERT(sizeof(struct hw_bucket) == 16, "layout of hw_bucket");
HW_STATIC_ASSERT(sizeof(struct hw_event) == 72, "layout of hw_event");
HW_STATIC_ASSERT(sizeof(struct hw_counter) == 16, "layout of hw_counter");
HW_STATIC_ASSERT(sizeof(struct hw_tunnel_stats) == 64, "layout of hw_tunnel_stats");

#endif
