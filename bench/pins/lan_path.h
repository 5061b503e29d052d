/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What both sides of the benchmark of the lan program know: its flows, by their numbers. */
#ifndef HAWSER_BENCH_PINS_LAN_PATH_H
#define HAWSER_BENCH_PINS_LAN_PATH_H

#include "bpf/abi.h"

#define BENCH_PINS 1000000u

struct bench_traffic {
    hw_u64 random;
    hw_u64 flows; /* numbers below this are taken, evenly */
};

/* What a forwarder without our promises would keep of a flow. */
struct bench_pin {
    hw_u32 ifindex;
    hw_u32 pad;
    hw_u64 packets;
};

/* Host byte order: 10.1.0.0/16, and a source port above 1023 with the destination port 53. */
static inline hw_u32 bench_address(hw_u32 flow) {
    return 0x0a010000u + 5 + (flow >> 10);
}
static inline hw_u32 bench_ports(hw_u32 flow) {
    return (1024u + (flow & 1023u)) << 16 | 53u;
}

#endif
