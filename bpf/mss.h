/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The largest TCP segments that both ends announce in their SYN are lowered to what fits the bundle, whatever
 * becomes of the ICMP errors that path MTU discovery needs. Only SYN packets come here.
 *
 * A SYN without the option is left so: its sender then gets 536 (IPv4) or 1220 bytes (IPv6) at most (RFC
 * 9293, 3.7.1), which fits everywhere, and an option of ours would permit more.
 */
#ifndef HAWSER_BPF_MSS_H
#define HAWSER_BPF_MSS_H

#include "load.h"
#include "maps.h"
#include "packet.h"

#define HW_TCP_HEADER 20u
#define HW_TCP_CHECKSUM 16u
#define HW_TCP_OPTION_END 0
#define HW_TCP_OPTION_NOP 1
#define HW_TCP_OPTION_MSS 2
#define HW_TCP_OPTION_MSS_LENGTH 4
/* 40 bytes hold no more options of one byte, and far fewer that say something. */
#define HW_TCP_OPTIONS_MAX 40

struct hw_tcp_option {
    hw_u8 kind;
    hw_u8 length; /* with these two bytes */
};

/* The offset of the MSS option from the network header, 0 where there is none, or options that nobody can
 * read. */
static __always_inline hw_u32 hw_mss_option(struct __sk_buff* skb, hw_u32 offset, hw_u32 end) {
    struct hw_tcp_option option;

    for (int i = 0; i < HW_TCP_OPTIONS_MAX; i++) {
        if (offset + sizeof(option) > end || hw_load(skb, offset, &option, sizeof(option))) return 0;
        if (option.kind == HW_TCP_OPTION_MSS) {
            int whole = option.length == HW_TCP_OPTION_MSS_LENGTH && offset + option.length <= end;

            return whole ? offset : 0;
        }
        if (option.kind == HW_TCP_OPTION_END) return 0;
        if (option.kind != HW_TCP_OPTION_NOP && option.length < sizeof(option)) return 0;
        offset += option.kind == HW_TCP_OPTION_NOP ? 1 : option.length;
    }
    return 0;
}

static __always_inline hw_u16 hw_swap_bytes(hw_u16 word) {
    return (hw_u16)(word << 8 | word >> 8);
}

/*
 * The checksum first, since that writes nothing where it fails. It adds words of 16 bits, counted from the
 * header's start: a value at an odd offset stands in it with its bytes exchanged. The helper knows when a
 * checksum is still to be made by the device.
 */
static __always_inline int hw_mss_write(struct __sk_buff* skb, hw_u32 tcp, hw_u32 value, hw_u16 from,
                                        hw_u16 to) {
    int odd = (value - tcp) & 1;

    if (bpf_l4_csum_replace(skb, tcp + HW_TCP_CHECKSUM, odd ? hw_swap_bytes(from) : from,
                            odd ? hw_swap_bytes(to) : to, sizeof(to)))
        return -1;
    return (int)bpf_skb_store_bytes(skb, value, &to, sizeof(to), 0);
}

/* `mtu` is the bundle's. Anything that is not as it should be is left as it is: it is not for us to judge. */
HW_SUBPROGRAM int hw_mss_lower(struct __sk_buff* skb, const struct hw_packet* packet, hw_u32 mtu) {
    hw_u32 headers, option, end;
    hw_u8 words;
    hw_u16 mss;

    if (!packet) return 0;
    headers = (packet->family == 4 ? sizeof(struct iphdr) : sizeof(struct ipv6hdr)) + HW_TCP_HEADER;
    if (mtu <= headers || mtu - headers > 0xffff) return 0;
    if (hw_load(skb, packet->l4_offset + 12u, &words, sizeof(words))) return 0;
    end = packet->l4_offset + (words >> 4) * 4u;
    if (end > packet->length) return 0;
    option = hw_mss_option(skb, packet->l4_offset + HW_TCP_HEADER, end);
    if (!option || hw_load(skb, option + 2, &mss, sizeof(mss))) return 0;
    if (bpf_ntohs(mss) <= mtu - headers) return 0;
    return hw_mss_write(skb, packet->l2_len + packet->l4_offset, packet->l2_len + option + 2, mss,
                        bpf_htons((hw_u16)(mtu - headers)));
}

static __always_inline void hw_mss_clamp(struct __sk_buff* skb, const struct hw_packet* packet, hw_u32 mtu) {
    if (packet->tcp_flags & HW_TCP_SYN) hw_mss_lower(skb, packet, mtu);
}

#endif
