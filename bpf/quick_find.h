/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The start of the short way of nearly all packets: TCP within a connection, or UDP, whole, without options,
 * of a flow whose pin says all that there is to know. It reads the packet where it lies and as few maps as it
 * can; where anything is unusual it has changed nothing, and hw_parse() and all that follows it decide.
 */
#ifndef HAWSER_BPF_QUICK_FIND_H
#define HAWSER_BPF_QUICK_FIND_H

#include "ethernet.h"
#include "pin.h"

#define HW_NOT_QUICK (-0x1000)
#define HW_QUICK_FRAGMENT 0x3fff /* more fragments, or an offset */
#define HW_QUICK_DF 0x4000

/* Where a packet is met: what is before its IP header, and which of its ends is ours. */
enum hw_quick_hook {
    HW_QUICK_LAN,    /* always Ethernet, towards the peer */
    HW_QUICK_BUNDLE, /* nothing, towards the peer */
    HW_QUICK_TUNNEL, /* Ethernet of the underlay, from the peer */
};

/* What the parsers below leave to the part that both families share. */
struct hw_quick {
    struct hw_pin* pin;
    hw_u32 length; /* from the network header on */
    hw_u8 family;
    hw_u8 protocol;
    hw_u8 may_fragment; /* IPv4 without DF */
};

static __always_inline hw_u32 hw_quick_l2(enum hw_quick_hook hook) {
    return hook == HW_QUICK_BUNDLE ? 0 : ETH_HLEN;
}

/* Two words of a packet as one of a key: what is stored in halves cannot be read whole without waiting. */
static __always_inline hw_u64 hw_pair(hw_u32 first, hw_u32 second) {
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    return first | (hw_u64)second << 32;
#else
    return second | (hw_u64)first << 32;
#endif
}

static __always_inline hw_u64 hw_ports_and_protocol(enum hw_quick_hook hook, hw_u32 ports, hw_u8 protocol) {
    if (hook == HW_QUICK_TUNNEL) ports = ports << 16 | ports >> 16;
    return hw_pair(ports, bpf_htonl((hw_u32)protocol << 24));
}

/* Packets that open or close a connection are noted in its pin, which is the long way's work. */
static __always_inline int hw_is_quick_upper(const struct __sk_buff* skb, const hw_u8* upper, hw_u8 protocol,
                                             hw_u32 upper_length) {
    if (protocol == IPPROTO_UDP) return upper_length >= 8;
    if (protocol != IPPROTO_TCP || upper_length < 20) return 0;
    if ((const void*)(upper + 14) > (const void*)(long)skb->data_end) return 0;
    return !(upper[13] & (HW_TCP_FIN | HW_TCP_SYN | HW_TCP_RST));
}

/* Only where the packet is certain to be as long as the header says: on the bundle it has no padding either,
 * and nothing there could be taken for an Ethernet header. */
static __always_inline int hw_quick_length_fits(const struct __sk_buff* skb, enum hw_quick_hook hook,
                                                hw_u32 length) {
    if (hook == HW_QUICK_BUNDLE) return length == skb->len;
    return ETH_HLEN + length <= skb->len;
}

static __always_inline int hw_quick_place4(const struct __sk_buff* skb, enum hw_quick_hook hook) {
    const struct ethhdr* eth = (void*)(long)skb->data;

    if (hook == HW_QUICK_BUNDLE) return hw_ether_type(eth) != bpf_htons(ETH_P_IP);
    if (hook == HW_QUICK_LAN) return hw_ether_type(eth) == bpf_htons(ETH_P_IP);
    return hw_is_behind_ethernet4(skb, eth);
}

static __always_inline int hw_quick_place6(const struct __sk_buff* skb, enum hw_quick_hook hook) {
    const struct ethhdr* eth = (void*)(long)skb->data;

    if (hook == HW_QUICK_BUNDLE) return hw_ether_type(eth) != bpf_htons(ETH_P_IPV6);
    if (hook == HW_QUICK_LAN) return hw_ether_type(eth) == bpf_htons(ETH_P_IPV6);
    return hw_is_behind_ethernet6(skb, eth);
}

static __always_inline struct hw_pin* hw_quick_pin4(enum hw_quick_hook hook, const hw_u64* key) {
    struct hw_pin* pin = bpf_map_lookup_elem(&hw_pins4, key);

    return pin || hook == HW_QUICK_TUNNEL ? pin : bpf_map_lookup_elem(&hw_new_pins4, key);
}

static __always_inline struct hw_pin* hw_quick_pin6(enum hw_quick_hook hook, const hw_u64* key) {
    struct hw_pin* pin = bpf_map_lookup_elem(&hw_pins6, key);

    return pin || hook == HW_QUICK_TUNNEL ? pin : bpf_map_lookup_elem(&hw_new_pins6, key);
}

static __always_inline int hw_quick_find4(struct __sk_buff* skb, struct hw_quick* quick,
                                          enum hw_quick_hook hook) {
    const struct iphdr* ip = (void*)(long)skb->data + hw_quick_l2(hook);
    const hw_u32* upper = (const void*)(ip + 1);
    int incoming = hook == HW_QUICK_TUNNEL;
    hw_u64 key[2];

    if ((const void*)(upper + 2) > (const void*)(long)skb->data_end) return 0;
    if (!hw_quick_place4(skb, hook) || *(const hw_u8*)ip != 0x45 || ip->ttl <= 1) return 0;
    if (ip->frag_off & bpf_htons(HW_QUICK_FRAGMENT)) return 0;
    quick->family = 4;
    quick->length = bpf_ntohs(ip->tot_len);
    quick->protocol = ip->protocol;
    quick->may_fragment = !(ip->frag_off & bpf_htons(HW_QUICK_DF));
    if (quick->length < sizeof(*ip) || !hw_quick_length_fits(skb, hook, quick->length)) return 0;
    if (!hw_is_quick_upper(skb, (const hw_u8*)upper, ip->protocol, quick->length - (hw_u32)sizeof(*ip)))
        return 0;
    key[0] = incoming ? hw_pair(ip->daddr, ip->saddr) : hw_pair(ip->saddr, ip->daddr);
    key[1] = hw_ports_and_protocol(hook, upper[0], ip->protocol);
    quick->pin = hw_quick_pin4(hook, key);
    return quick->pin != NULL;
}

static __always_inline int hw_quick_find6(struct __sk_buff* skb, struct hw_quick* quick,
                                          enum hw_quick_hook hook) {
    const struct ipv6hdr* ip = (void*)(long)skb->data + hw_quick_l2(hook);
    const hw_u32* addresses = (const hw_u32*)&ip->saddr;
    const hw_u32* upper = (const void*)(ip + 1);
    int first = hook == HW_QUICK_TUNNEL ? 4 : 0; /* of our side's words */
    hw_u64 key[5];

    if ((const void*)(upper + 2) > (const void*)(long)skb->data_end) return 0;
    if (!hw_quick_place6(skb, hook) || ip->version != 6 || ip->hop_limit <= 1) return 0;
    quick->family = 6;
    quick->length = bpf_ntohs(ip->payload_len) + (hw_u32)sizeof(*ip);
    quick->protocol = ip->nexthdr;
    quick->may_fragment = 0;
    if (!hw_quick_length_fits(skb, hook, quick->length)) return 0;
    if (!hw_is_quick_upper(skb, (const hw_u8*)upper, ip->nexthdr, quick->length - (hw_u32)sizeof(*ip)))
        return 0;
#pragma unroll
    for (int i = 0; i < 4; i++)
        key[i] = hw_pair(addresses[(first + 2 * i) % 8], addresses[(first + 2 * i + 1) % 8]);
    key[4] = hw_ports_and_protocol(hook, upper[0], ip->nexthdr);
    quick->pin = hw_quick_pin6(hook, key);
    return quick->pin != NULL;
}

/* Idle times are whole seconds, so what has been heard within one is not idle, whatever its kind; or a moment
 * ahead of our clock, by another CPU's. */
static __always_inline int hw_quick_is_idle(const struct hw_config* config, const struct hw_quick* quick,
                                            hw_u64 now) {
    if ((__s64)(now - quick->pin->last_seen_ns) <= (__s64)HW_NS_PER_S) return 0;
    return hw_pin_is_idle(config, quick->pin, quick->protocol, now);
}

/* The incremental checksum of RFC 1624 for a number that goes down by 1. */
static __always_inline int hw_quick_ttl4(struct __sk_buff* skb) {
    struct iphdr* ip = (void*)(long)skb->data + ETH_HLEN;
    hw_u32 check;

    if ((void*)(ip + 1) > (void*)(long)skb->data_end) return 0;
    check = (hw_u32)ip->check + bpf_htons(0x0100);
    ip->check = (hw_u16)(check + (check >= 0xffff));
    ip->ttl -= 1;
    return 1;
}

static __always_inline int hw_quick_ttl6(struct __sk_buff* skb) {
    struct ipv6hdr* ip = (void*)(long)skb->data + ETH_HLEN;

    if ((void*)(ip + 1) > (void*)(long)skb->data_end) return 0;
    ip->hop_limit -= 1;
    return 1;
}

static __always_inline int hw_quick_ttl(struct __sk_buff* skb, const struct hw_quick* quick) {
    return quick->family == 4 ? hw_quick_ttl4(skb) : hw_quick_ttl6(skb);
}

#endif
