/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the parsers find out about a packet, and what everything after them reads instead of the packet. */
#ifndef HAWSER_BPF_PACKET_H
#define HAWSER_BPF_PACKET_H

#include "abi.h"
#include "kernel.h"

struct hw_packet {
    hw_u8 family;     /* 4 or 6; 0: not even the addresses could be read */
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
    hw_u8 tcp_flags; /* HW_TCP_*, the octet from CWR to FIN (RFC 9293, 3.1); 0 for other protocols */
    hw_u8 dscp;      /* RFC 2474 */
    hw_u8 src[16];   /* IPv4 in the first 4, the rest 0 */
    hw_u8 dst[16];
    hw_u32 fragment_id; /* of a fragment: as in struct hw_fragment_key */
};

#define HW_PACKET_FRAGMENT 0x01u   /* any fragment, the first one too */
#define HW_PACKET_DF 0x02u         /* may not be fragmented on the way; always so in IPv6 */
#define HW_PACKET_OPTIONS 0x04u    /* IPv4 options or IPv6 hop-by-hop options, which a router has to read */
#define HW_PACKET_ICMP_ERROR 0x08u /* belongs to the flow that it quotes */
#define HW_PACKET_NO_UNICAST \
    0x10u /* not to be routed: to multicast, broadcast, loopback or link-local, or from IPv6 link-local */
#define HW_PACKET_LATER 0x20u /* a fragment that is not the first: without its upper layer's header */
#define HW_PACKET_NO_PORTS \
    0x40u /* a later fragment whose ports are not known (yet): its addresses alone name it */
#define HW_PACKET_BAD_SOURCE \
    0x80u /* multicast, broadcast, loopback or unspecified: nothing that we forward has such a source */

/* What says too little about its flow, or comes from somebody who is no end of it, must not make or move a
 * pin. */
#define HW_PACKET_READS_ONLY (HW_PACKET_ICMP_ERROR | HW_PACKET_NO_PORTS)

#define HW_TCP_FIN 0x01
#define HW_TCP_SYN 0x02
#define HW_TCP_RST 0x04
#define HW_TCP_ACK 0x10

#endif
