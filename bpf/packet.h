/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the parsers find out about a packet, and what everything after them reads instead of the packet. */
#ifndef HAWSER_BPF_PACKET_H
#define HAWSER_BPF_PACKET_H

#include "abi.h"
#include "kernel.h"

struct hw_packet {
    hw_u8 family;     /* 4 or 6 */
    hw_u8 protocol;   /* of the upper layer, behind IPv6 extension headers */
    hw_u8 ttl;        /* or hop limit */
    hw_u8 flags;      /* HW_PACKET_* */
    hw_u16 l2_len;    /* bytes before the network header */
    hw_u16 l4_offset; /* of the upper layer, from the network header */
    hw_u32 length;    /* from the network header on, without Ethernet padding */
    hw_u8 icmp_type;
    hw_u8 icmp_code;
    hw_u16 src_port; /* network byte order; ICMP echo: the id in both; 0 where there is none */
    hw_u16 dst_port;
    hw_u16 pad;
    hw_u8 src[16]; /* IPv4 in the first 4, the rest 0 */
    hw_u8 dst[16];
};

#define HW_PACKET_FRAGMENT 0x01u   /* any fragment, the first one too */
#define HW_PACKET_DF 0x02u         /* may not be fragmented on the way; always so in IPv6 */
#define HW_PACKET_OPTIONS 0x04u    /* IPv4 options or IPv6 hop-by-hop options, which a router has to read */
#define HW_PACKET_ICMP_ERROR 0x08u /* belongs to the flow that it quotes */
#define HW_PACKET_NO_UNICAST 0x10u /* destination is multicast, broadcast or link-local: not to be routed */

#endif
