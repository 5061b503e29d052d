/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Whether an IP header is where an Ethernet header of 14 bytes puts it. The context does not tell where the
 * network header starts, and over PPPoE or LTE it is the first byte; asking a helper costs as much as all
 * the rest of a short way. So where the first bytes could be an IP header of their own, the answer is no,
 * and the long way asks.
 */
#ifndef HAWSER_BPF_ETHERNET_H
#define HAWSER_BPF_ETHERNET_H

#include "abi.h"
#include "kernel.h"

/* The structure is packed, so that its field would be read by the byte. */
static __always_inline hw_u16 hw_ether_type(const struct ethhdr* eth) {
    return ((const hw_u16*)eth)[6];
}

static __always_inline int hw_is_behind_ethernet4(const struct __sk_buff* skb, const struct ethhdr* eth) {
    const hw_u8* first = (const void*)eth;

    if (hw_ether_type(eth) != bpf_htons(ETH_P_IP)) return 0;
    return first[0] >> 4 != 4 || bpf_ntohs(*(const hw_u16*)(first + 2)) > skb->len;
}

static __always_inline int hw_is_behind_ethernet6(const struct __sk_buff* skb, const struct ethhdr* eth) {
    const hw_u8* first = (const void*)eth;

    if (hw_ether_type(eth) != bpf_htons(ETH_P_IPV6)) return 0;
    return first[0] >> 4 != 6 || bpf_ntohs(*(const hw_u16*)(first + 4)) + 40u > skb->len;
}

#endif
