/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* From a packet to struct hw_packet. The answer of each function is 0, HW_NOT_IP, or the name of a drop with
 * a minus. */
#ifndef HAWSER_BPF_PARSE_H
#define HAWSER_BPF_PARSE_H

#include "parse4.h"
#include "parse6.h"

#define HW_NOT_IP 1

HW_SUBPROGRAM int hw_parse(struct __sk_buff* skb, struct hw_packet* packet) {
    int result;

    if (!packet) return -HW_DROP_MALFORMED;
    if (skb->protocol == bpf_htons(ETH_P_IP))
        result = hw_parse4(skb, packet);
    else if (skb->protocol == bpf_htons(ETH_P_IPV6))
        result = hw_parse6(skb, packet);
    else
        return HW_NOT_IP;
    return result ? result : hw_parse_upper(skb, packet);
}

#endif
