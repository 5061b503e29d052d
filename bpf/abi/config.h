/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What every program reads first. */
#ifndef HAWSER_BPF_ABI_CONFIG_H
#define HAWSER_BPF_ABI_CONFIG_H

#include "types.h"

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

HW_STATIC_ASSERT(sizeof(struct hw_config) == 56, "layout of hw_config");

#endif
