/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A stateless STAMP reflector (RFC 8762, 4.3), unauthenticated mode, for the gateway's own inner addresses.
 * Where the configuration asks for more, the daemon answers, and nothing is answered here.
 * As with echo requests, the answer leaves by the tunnel on which the request came, whatever that tunnel's
 * state. What stands behind the first 44 bytes goes back as it came: a sender marks each of its extensions as
 * not understood, and a reflector that knows none leaves it so (RFC 8972, 4).
 */
#ifndef HAWSER_BPF_STAMP_H
#define HAWSER_BPF_STAMP_H

#include "echo.h"
#include "stamp_request.h"

#define HW_STAMP_TTL 255
#define HW_NTP_EPOCH 2208988800ull /* seconds from 1900 to 1970 */

struct hw_ntp_time {
    hw_u32 seconds; /* network byte order, both */
    hw_u32 fraction;
};

struct hw_stamp_request {
    hw_u32 sequence;
    struct hw_ntp_time sent;
    hw_u16 error;
    hw_u16 session; /* RFC 8972, 3 */
    hw_u32 zero[7];
};

struct hw_stamp_reply {
    hw_u32 sequence;
    struct hw_ntp_time sent;
    hw_u16 error;
    hw_u16 session;
    struct hw_ntp_time received;
    hw_u32 sender_sequence;
    struct hw_ntp_time sender_sent;
    hw_u16 sender_error;
    hw_u16 zero;
    hw_u8 sender_ttl;
    hw_u8 zeros[3];
};
HW_STATIC_ASSERT(sizeof(struct hw_stamp_request) == HW_STAMP_BASE, "RFC 8762, figure 2");
HW_STATIC_ASSERT(sizeof(struct hw_stamp_reply) == HW_STAMP_BASE, "RFC 8762, figure 5");

static __always_inline struct hw_ntp_time hw_ntp_now(const struct hw_stamp* stamp) {
    hw_u64 utc = bpf_ktime_get_ns() + stamp->utc_minus_monotonic_ns;
    struct hw_ntp_time time = {
        .seconds = bpf_htonl((hw_u32)(utc / 1000000000ull + HW_NTP_EPOCH)),
        .fraction = bpf_htonl((hw_u32)(((utc % 1000000000ull) << 32) / 1000000000ull)),
    };

    return time;
}

static __always_inline int hw_stamp_write(struct __sk_buff* skb, const struct hw_packet* packet, hw_u32 udp,
                                          const struct hw_stamp_request* request,
                                          const struct hw_stamp_reply* reply) {
    hw_u16 ports[2] = {packet->dst_port, packet->src_port};
    long change = bpf_csum_diff((hw_u32*)request, sizeof(*request), (hw_u32*)reply, sizeof(*reply), 0);

    if (change < 0 || bpf_skb_store_bytes(skb, udp + HW_UDP_HEADER, reply, sizeof(*reply), 0) ||
        bpf_l4_csum_replace(skb, udp + 6, 0, (hw_u64)change, BPF_F_MARK_MANGLED_0) ||
        bpf_skb_store_bytes(skb, udp, ports, sizeof(ports), 0))
        return -HW_DROP_MALFORMED;
    return hw_swap_addresses(skb, packet);
}

HW_SUBPROGRAM int hw_answer_stamp(struct __sk_buff* skb, struct hw_packet* packet, hw_u32 tunnel) {
    const struct hw_stamp* stamp = hw_stamp_get();
    struct hw_tunnel_stats* stats = hw_stats(tunnel);
    struct hw_stamp_request request;
    struct hw_stamp_reply reply = {};

    if (!packet || !stamp || !hw_stamp_is_good(packet, stamp)) return -HW_DROP_BAD_PROBE;
    if (stamp->flags & HW_STAMP_TO_STACK) return TC_ACT_OK;
    if (hw_load(skb, packet->l4_offset + HW_UDP_HEADER, &request, sizeof(request))) return -HW_DROP_BAD_PROBE;
    reply.received = hw_ntp_now(stamp);
    reply.sequence = request.sequence;
    reply.error = stamp->error_estimate;
    reply.session = request.session;
    reply.sender_sequence = request.sequence;
    reply.sender_sent = request.sent;
    reply.sender_error = request.error;
    reply.sender_ttl = packet->ttl;
    reply.sent = hw_ntp_now(stamp);
    if (hw_stamp_write(skb, packet, (packet->l2_len & 0xf) + packet->l4_offset, &request, &reply) ||
        hw_ttl_set(skb, packet, HW_STAMP_TTL))
        return -HW_DROP_MALFORMED;
    if (stats) stats->probes_answered += 1;
    return hw_redirected(bpf_redirect(skb->ifindex, 0));
}

#endif
