/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Flows and what is known of them. */
#ifndef HAWSER_BPF_ABI_PINS_H
#define HAWSER_BPF_ABI_PINS_H

#include "types.h"

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
    hw_u8 rule;       /* of the bundle's rules, from 1; 0: none, and a follower's */
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

HW_STATIC_ASSERT(sizeof(struct hw_flow4_key) == 16, "layout of hw_flow4_key");
HW_STATIC_ASSERT(sizeof(struct hw_flow6_key) == 40, "layout of hw_flow6_key");
HW_STATIC_ASSERT(sizeof(struct hw_pin) == 56, "layout of hw_pin");

#endif
