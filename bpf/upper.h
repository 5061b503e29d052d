/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The upper layer: ports, or the id of an ICMP echo. Other protocols and all fragments go by their addresses.
 */
#ifndef HAWSER_BPF_UPPER_H
#define HAWSER_BPF_UPPER_H

#include "drop.h"
#include "load.h"
#include "packet.h"

#define HW_ICMP4_ECHO_REPLY 0
#define HW_ICMP4_UNREACHABLE 3
#define HW_ICMP4_ECHO 8
#define HW_ICMP4_TIME_EXCEEDED 11
#define HW_ICMP4_PARAMETER_PROBLEM 12
#define HW_ICMP6_FIRST_INFORMATIONAL 128
#define HW_ICMP6_ECHO 128
#define HW_ICMP6_ECHO_REPLY 129

#define HW_ICMP_HEADER 8u

/* The first 8 bytes of TCP, UDP, SCTP and ICMP. */
union hw_upper {
    struct {
        hw_u16 source;
        hw_u16 destination;
        hw_u32 rest;
    } ports;
    struct {
        hw_u8 type;
        hw_u8 code;
        hw_u16 checksum;
        hw_u16 id;
        hw_u16 sequence;
    } icmp;
};

static __always_inline hw_u32 hw_upper_header_min(hw_u8 protocol) {
    switch (protocol) {
        case IPPROTO_TCP:
            return 20;
        case IPPROTO_SCTP:
            return 12;
        case IPPROTO_UDP:
        case IPPROTO_ICMP:
        case IPPROTO_ICMPV6:
            return 8;
        default:
            return 0;
    }
}

static __always_inline int hw_is_icmp(const struct hw_packet* packet) {
    return packet->protocol == (packet->family == 4 ? IPPROTO_ICMP : IPPROTO_ICMPV6);
}

static __always_inline int hw_is_echo_request(const struct hw_packet* packet) {
    return hw_is_icmp(packet) && !(packet->flags & HW_PACKET_FRAGMENT) &&
           packet->icmp_type == (packet->family == 4 ? HW_ICMP4_ECHO : HW_ICMP6_ECHO);
}

static __always_inline int hw_is_echo_reply(const struct hw_packet* packet) {
    return hw_is_icmp(packet) && !(packet->flags & HW_PACKET_FRAGMENT) &&
           packet->icmp_type == (packet->family == 4 ? HW_ICMP4_ECHO_REPLY : HW_ICMP6_ECHO_REPLY);
}

static __always_inline int hw_is_icmp_error(const struct hw_packet* packet) {
    if (packet->family == 6) return packet->icmp_type < HW_ICMP6_FIRST_INFORMATIONAL;
    return packet->icmp_type == HW_ICMP4_UNREACHABLE || packet->icmp_type == HW_ICMP4_TIME_EXCEEDED ||
           packet->icmp_type == HW_ICMP4_PARAMETER_PROBLEM;
}

static __always_inline void hw_parse_icmp(struct hw_packet* packet, const union hw_upper* upper) {
    packet->icmp_type = upper->icmp.type;
    packet->icmp_code = upper->icmp.code;
    if (hw_is_echo_request(packet) || hw_is_echo_reply(packet)) {
        packet->src_port = upper->icmp.id;
        packet->dst_port = upper->icmp.id;
    } else if (hw_is_icmp_error(packet)) {
        packet->flags |= HW_PACKET_ICMP_ERROR;
    }
}

static __always_inline int hw_parse_upper(struct __sk_buff* skb, struct hw_packet* packet) {
    hw_u32 need = hw_upper_header_min(packet->protocol);
    union hw_upper upper;

    if (!need || packet->flags & HW_PACKET_FRAGMENT) return 0;
    if (packet->length < packet->l4_offset + need || hw_load(skb, packet->l4_offset, &upper, sizeof(upper)))
        return -HW_DROP_MALFORMED;
    if (hw_is_icmp(packet)) {
        hw_parse_icmp(packet, &upper);
    } else if (packet->protocol != IPPROTO_ICMP && packet->protocol != IPPROTO_ICMPV6) {
        packet->src_port = upper.ports.source;
        packet->dst_port = upper.ports.destination;
    }
    return 0;
}

#endif
