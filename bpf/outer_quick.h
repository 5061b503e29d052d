/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The short way of nearly all that an uplink sees: read where it lies, and without a look-up for what no
 * tunnel sends, and for ESP that has been found right a moment ago. Where anything is unusual,
 * hw_outer_parse() decides.
 */
#ifndef HAWSER_BPF_OUTER_QUICK_H
#define HAWSER_BPF_OUTER_QUICK_H

#include "approved.h"
#include "ethernet.h"
#include "outer.h"

/* Answers beside a tunnel's id. */
#define HW_OUTER_NOT_OURS 0u /* or one of ours where it belongs */
#define HW_OUTER_UNKNOWN 0xffffffffu

/*
 * The SPI of ESP, bare or in UDP, whose header starts at `upper`; 0: neither; or HW_OUTER_UNKNOWN. No SA has
 * the number 0 (RFC 4303, 2.1), and nobody is hurt if the last one takes the long way.
 */
static __always_inline hw_u32 hw_quick_spi(const struct __sk_buff* skb, const hw_u32* upper, hw_u8 protocol) {
    const hw_u16* ports = (const void*)upper;

    if ((const void*)(upper + 2) > (const void*)(long)skb->data_end) return HW_OUTER_UNKNOWN;
    if (protocol == HW_PROTO_ESP) return *upper ? *upper : HW_OUTER_UNKNOWN;
    if (protocol != IPPROTO_UDP || (!hw_is_ipsec_port(ports[0]) && !hw_is_ipsec_port(ports[1]))) return 0;
    if ((const void*)(upper + 3) > (const void*)(long)skb->data_end) return HW_OUTER_UNKNOWN;
    if (ports[0] == bpf_htons(HW_PORT_IKE) || ports[1] == bpf_htons(HW_PORT_IKE)) return HW_OUTER_UNKNOWN;
    return bpf_ntohs(ports[2]) >= 12 && upper[2] ? upper[2] : HW_OUTER_UNKNOWN;
}

/* Not inlined, so that its variables cost nothing where there is an approval. */
static __noinline hw_u32 hw_judge_spi(hw_u32 ifindex, const struct hw_spi_key* key, hw_u32 sum) {
    const struct hw_spi* sa = bpf_map_lookup_elem(&hw_spis, key);

    if (!sa) return HW_OUTER_UNKNOWN;
    if (sa->tunnel && !hw_is_wrong_uplink(sa->tunnel, ifindex)) hw_approve(key->spi, sum, ifindex);
    return sa->tunnel;
}

static __always_inline hw_u32 hw_outer_quick4(const struct __sk_buff* skb) {
    const struct ethhdr* eth = (void*)(long)skb->data;
    const struct iphdr* ip = (const void*)(eth + 1);
    struct hw_spi_key key;
    hw_u32 spi;

    if ((const void*)(ip + 1) > (const void*)(long)skb->data_end) return HW_OUTER_UNKNOWN;
    if (!hw_is_behind_ethernet4(skb, eth) || *(const hw_u8*)ip != 0x45) return HW_OUTER_UNKNOWN;
    if (ip->protocol != HW_PROTO_ESP && ip->protocol != IPPROTO_UDP) return HW_OUTER_NOT_OURS;
    if (ip->frag_off & bpf_htons(0x3fff)) return HW_OUTER_UNKNOWN;
    spi = hw_quick_spi(skb, (const void*)(ip + 1), ip->protocol);
    if (!spi || spi == HW_OUTER_UNKNOWN) return spi;
    if (hw_is_approved(spi, ip->daddr, skb->ifindex)) return HW_OUTER_NOT_OURS;
    key = (struct hw_spi_key){.spi = spi, .family = 4};
    __builtin_memcpy(key.dst, &ip->daddr, 4);
    return hw_judge_spi(skb->ifindex, &key, ip->daddr);
}

/* Two addresses with one sum do no harm: the SPI has to be the same too, and then the uplink is one that was
 * right for it. */
static __always_inline hw_u32 hw_sum6(const struct in6_addr* address) {
    const hw_u32* words = (const void*)address;

    return words[0] ^ words[1] ^ words[2] ^ words[3];
}

static __always_inline hw_u32 hw_outer_quick6(const struct __sk_buff* skb) {
    const struct ethhdr* eth = (void*)(long)skb->data;
    const struct ipv6hdr* ip = (const void*)(eth + 1);
    struct hw_spi_key key;
    hw_u32 spi, sum;

    if ((const void*)(ip + 1) > (const void*)(long)skb->data_end) return HW_OUTER_UNKNOWN;
    if (!hw_is_behind_ethernet6(skb, eth) || ip->nexthdr == IPPROTO_FRAGMENT) return HW_OUTER_UNKNOWN;
    if (ip->nexthdr != HW_PROTO_ESP && ip->nexthdr != IPPROTO_UDP) return HW_OUTER_NOT_OURS;
    spi = hw_quick_spi(skb, (const void*)(ip + 1), ip->nexthdr);
    if (!spi || spi == HW_OUTER_UNKNOWN) return spi;
    sum = hw_sum6(&ip->daddr);
    if (hw_is_approved(spi, sum, skb->ifindex)) return HW_OUTER_NOT_OURS;
    key = (struct hw_spi_key){.spi = spi, .family = 6};
    __builtin_memcpy(key.dst, &ip->daddr, 16);
    return hw_judge_spi(skb->ifindex, &key, sum);
}

/*
 * Whole ESP over IPv4 and Ethernet that has been found right a moment ago: nearly every packet of a tunnel.
 * What the other functions ask for one after the other is here in as few steps as can be.
 */
static __always_inline int hw_is_right_esp4(const struct __sk_buff* skb) {
    const hw_u8* frame = (const void*)(long)skb->data;
    const struct iphdr* ip = (const void*)(frame + ETH_HLEN);
    const hw_u32* spi = (const void*)(ip + 1);

    if ((const void*)(spi + 1) > (const void*)(long)skb->data_end) return 0;
    if (hw_ether_type((const void*)frame) != bpf_htons(ETH_P_IP) || *frame >> 4 == 4) return 0;
    if (*(const hw_u8*)ip != 0x45 || ip->protocol != HW_PROTO_ESP) return 0;
    if (ip->frag_off & bpf_htons(0x3fff)) return 0;
    return hw_is_approved(*spi, ip->daddr, skb->ifindex);
}

/* The tunnel of an outer packet that names it by its SPI, HW_OUTER_NOT_OURS or HW_OUTER_UNKNOWN. */
static __always_inline hw_u32 hw_outer_quick(const struct __sk_buff* skb) {
    if (skb->protocol == bpf_htons(ETH_P_IP)) return hw_outer_quick4(skb);
    if (skb->protocol == bpf_htons(ETH_P_IPV6)) return hw_outer_quick6(skb);
    return HW_OUTER_NOT_OURS;
}

#endif
