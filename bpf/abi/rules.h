/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What some flows of a bundle prefer, decided by the first packet of a flow that our side opens. */
#ifndef HAWSER_BPF_ABI_RULES_H
#define HAWSER_BPF_ABI_RULES_H

#include "limits.h"
#include "types.h"

/* hw_rule_sets: array, index is the bundle's id. */
struct hw_rule_set {
    hw_u32 first_match; /* in hw_matches */
    hw_u32 match_count; /* 0: the bundle has no rules; at most HW_MAX_MATCHES */
    hw_u32 first_rule;  /* slot of the bundle's rule 1 in hw_rules */
    hw_u32 rule_count;
};

/* hw_matches: array. The first of a bundle's that fits a packet names its rule. A packet fits where all of
 * this does: its addresses within the masks, its protocol and ports, its code point. */
struct hw_match {
    hw_u8 local_addr[16];
    hw_u8 local_mask[16];
    hw_u8 remote_addr[16];
    hw_u8 remote_mask[16];
    hw_u64 dscp;             /* bit N: code point N; 0: any */
    hw_u16 local_port_first; /* host byte order, as the next three; 0..65535 is any */
    hw_u16 local_port_last;
    hw_u16 remote_port_first;
    hw_u16 remote_port_last;
    hw_u32 rule;    /* 1 up to rule_count of its set */
    hw_u8 family;   /* 4 or 6; 0: both */
    hw_u8 protocol; /* 0: any */
    hw_u8 pad[2];   /* 0 */
};

/* hw_rules: array, index is the rule's slot. Its ring of each tier has these tunnels; without any, its flows
 * are balanced like all others. */
#define HW_RULE_NAME 32
struct hw_rule {
    hw_u32 bundle; /* 0: this rule does not exist */
    hw_u32 flags;  /* HW_RULE_* */
    hw_u32 member_count;
    hw_u32 members[HW_MAX_MEMBERS]; /* tunnels that are usable, preferred and within the rule's limits */
    hw_u8 name[HW_RULE_NAME];       /* as configured, the rest 0: for people */
};
/* Live flows leave a tunnel that is not among them, when the generation is raised. */
#define HW_RULE_MOVES 1u

HW_STATIC_ASSERT(sizeof(struct hw_rule_set) == 16, "layout of hw_rule_set");
HW_STATIC_ASSERT(sizeof(struct hw_match) == 88, "layout of hw_match");
HW_STATIC_ASSERT(sizeof(struct hw_rule) == 12 + 4 * HW_MAX_MEMBERS + HW_RULE_NAME, "layout of hw_rule");

#endif
