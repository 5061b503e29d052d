/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The upper layer: ports, or the id of an ICMP echo. Other protocols go by their addresses. */
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

/* The start of TCP, UDP, UDP-Lite, SCTP and ICMP. Only TCP's is read beyond the first 8 bytes. */
union hw_upper {
    struct {
        hw_u16 source;
        hw_u16 destination;
        hw_u32 rest[2];
        hw_u8 tcp_header_words;
        hw_u8 tcp_flags;
        hw_u16 tcp_window;
    } ports;
    struct {
        hw_u8 type;
        hw_u8 code;
        hw_u16 checksum;
        hw_u16 id;
        hw_u16 sequence;
    } icmp;
};
#define HW_UPPER_SHORT 8u

static __always_inline hw_u32 hw_upper_header_min(hw_u8 protocol) {
    switch (protocol) {
        case IPPROTO_TCP:
            return 20;
        case IPPROTO_SCTP:
            return 12;
        case IPPROTO_UDP:
        case IPPROTO_UDPLITE:
        case IPPROTO_ICMP:
        case IPPROTO_ICMPV6:
            return 8;
        default:
            return 0;
    }
}

/* What a first fragment has to have of it: RFC 1858, 3.1 asks for TCP's ports and flags, which is as much as
 * is read here. */
static __always_inline hw_u32 hw_upper_fragment_min(hw_u8 protocol) {
    return protocol == IPPROTO_TCP ? sizeof(union hw_upper) : HW_UPPER_SHORT;
}

/* RFC 3128: a fragment 8 bytes into TCP replaces the flags that a filter saw in the first. */
static __always_inline int hw_overwrites_tcp(const struct hw_packet* packet, hw_u16 offset) {
    return packet->protocol == IPPROTO_TCP && offset == 1;
}

static __always_inline int hw_is_icmp(const struct hw_packet* packet) {
    return packet->protocol == (packet->family == 4 ? IPPROTO_ICMP : IPPROTO_ICMPV6);
}

static __always_inline int hw_is_request_type(const struct hw_packet* packet) {
    return packet->icmp_type == (packet->family == 4 ? HW_ICMP4_ECHO : HW_ICMP6_ECHO);
}

static __always_inline int hw_is_reply_type(const struct hw_packet* packet) {
    return packet->icmp_type == (packet->family == 4 ? HW_ICMP4_ECHO_REPLY : HW_ICMP6_ECHO_REPLY);
}

/* A whole one: probes and what may be answered at once. */
static __always_inline int hw_is_echo_request(const struct hw_packet* packet) {
    return hw_is_icmp(packet) && !(packet->flags & HW_PACKET_FRAGMENT) && hw_is_request_type(packet);
}

static __always_inline int hw_is_echo_reply(const struct hw_packet* packet) {
    return hw_is_icmp(packet) && !(packet->flags & HW_PACKET_FRAGMENT) && hw_is_reply_type(packet);
}

static __always_inline int hw_is_icmp_error(const struct hw_packet* packet) {
    if (packet->family == 6) return packet->icmp_type < HW_ICMP6_FIRST_INFORMATIONAL;
    return packet->icmp_type == HW_ICMP4_UNREACHABLE || packet->icmp_type == HW_ICMP4_TIME_EXCEEDED ||
           packet->icmp_type == HW_ICMP4_PARAMETER_PROBLEM;
}

static __always_inline void hw_parse_icmp(struct hw_packet* packet, const union hw_upper* upper) {
    packet->icmp_type = upper->icmp.type;
    packet->icmp_code = upper->icmp.code;
    if (hw_is_request_type(packet) || hw_is_reply_type(packet)) {
        packet->src_port = upper->icmp.id;
        packet->dst_port = upper->icmp.id;
    } else if (hw_is_icmp_error(packet)) {
        packet->flags |= HW_PACKET_ICMP_ERROR;
    }
}

static __always_inline void hw_read_upper(struct hw_packet* packet, const union hw_upper* upper) {
    if (hw_is_icmp(packet)) {
        hw_parse_icmp(packet, upper);
    } else if (packet->protocol != IPPROTO_ICMP && packet->protocol != IPPROTO_ICMPV6) {
        packet->src_port = upper->ports.source;
        packet->dst_port = upper->ports.destination;
    }
}

static __always_inline int hw_parse_upper(struct __sk_buff* skb, struct hw_packet* packet) {
    hw_u32 need = hw_upper_header_min(packet->protocol);
    union hw_upper upper = {};

    if (packet->flags & HW_PACKET_LATER) {
        /* Behind IPv6 extension headers, only the first fragment tells the protocol. */
        if (need || packet->family == 6) packet->flags |= HW_PACKET_NO_PORTS;
        return 0;
    }
    if (!need) return 0;
    if (packet->flags & HW_PACKET_FRAGMENT) need = hw_upper_fragment_min(packet->protocol);
    if (packet->length < packet->l4_offset + need)
        return packet->flags & HW_PACKET_FRAGMENT ? -HW_DROP_TINY_FRAGMENT : -HW_DROP_MALFORMED;
    if (packet->protocol == IPPROTO_TCP) {
        if (hw_load(skb, packet->l4_offset, &upper, sizeof(upper))) return -HW_DROP_MALFORMED;
        packet->tcp_flags = upper.ports.tcp_flags;
    } else if (hw_load(skb, packet->l4_offset, &upper, HW_UPPER_SHORT)) {
        return -HW_DROP_MALFORMED;
    }
    hw_read_upper(packet, &upper);
    return 0;
}

#endif
