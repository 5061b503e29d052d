/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef HAWSER_BPF_ABI_LIMITS_H
#define HAWSER_BPF_ABI_LIMITS_H

/*
 * Upper limits. The maps are made as large as the configuration needs, so a program must not rely on an index
 * below these being there.
 */
#define HW_MAX_TUNNELS 16384u /* array maps; id 0 is never valid, so that an uninitialised slot shows */
#define HW_MAX_BUNDLES 8192u  /* id 0 is never valid */
#define HW_MAX_TIERS 4u       /* tiers 1..4 of a peer's endpoints are 0..3 here; lower is better */
#define HW_MAX_MEMBERS 16u    /* tunnels of one bundle; bounds the search for the last usable one */
#define HW_MAX_NETS 16384u
#define HW_MAX_RULES 4096u /* slot 0 is never valid */
#define HW_MAX_RULES_OF_BUNDLE 64u
#define HW_MAX_MATCHES 64u /* of one bundle; bounds the search for a flow's rule */
#define HW_MAX_ALL_MATCHES 16384u
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

#endif
