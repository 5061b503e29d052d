/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The short way of nearly all packets: TCP within a connection, or UDP, whole, without options, behind an
 * Ethernet header, of a flow whose pin says all that there is to know. It reads the packet where it lies and
 * as few maps as it can; where anything is unusual it has changed nothing, and hw_parse() and hw_select()
 * decide.
 */
#ifndef HAWSER_BPF_QUICK_H
#define HAWSER_BPF_QUICK_H

#include "pin.h"
#include "quick_watch.h"
#include "ttl.h"

#define HW_NOT_QUICK (-0x1000)
#define HW_QUICK_FRAGMENT 0x3fff /* more fragments, or an offset */
#define HW_QUICK_DF 0x4000

/* What the parsers below leave to the part that both families share. */
struct hw_quick {
    struct hw_pin* pin;
    hw_u32 length; /* from the network header on */
    hw_u8 family;
    hw_u8 protocol;
    hw_u8 may_fragment; /* IPv4 without DF */
};

/* Two words of a packet as one of a key: what is stored in halves cannot be read whole without waiting. */
static __always_inline hw_u64 hw_pair(hw_u32 first, hw_u32 second) {
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    return first | (hw_u64)second << 32;
#else
    return second | (hw_u64)first << 32;
#endif
}

static __always_inline hw_u64 hw_ports_and_protocol(hw_u32 ports, hw_u8 protocol) {
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

static __always_inline int hw_quick_find4(struct __sk_buff* skb, struct hw_quick* quick) {
    const struct ethhdr* eth = (void*)(long)skb->data;
    const struct iphdr* ip = (const void*)(eth + 1);
    const hw_u32* upper = (const void*)(ip + 1);
    hw_u64 key[2];

    if ((const void*)(upper + 2) > (const void*)(long)skb->data_end) return 0;
    if (eth->h_proto != bpf_htons(ETH_P_IP) || *(const hw_u8*)ip != 0x45 || ip->ttl <= 1) return 0;
    if (ip->frag_off & bpf_htons(HW_QUICK_FRAGMENT)) return 0;
    quick->family = 4;
    quick->length = bpf_ntohs(ip->tot_len);
    quick->protocol = ip->protocol;
    quick->may_fragment = !(ip->frag_off & bpf_htons(HW_QUICK_DF));
    if (quick->length < sizeof(*ip) || ETH_HLEN + quick->length > skb->len) return 0;
    if (!hw_is_quick_upper(skb, (const hw_u8*)upper, ip->protocol, quick->length - (hw_u32)sizeof(*ip)))
        return 0;
    key[0] = hw_pair(ip->saddr, ip->daddr);
    key[1] = hw_ports_and_protocol(upper[0], ip->protocol);
    quick->pin = bpf_map_lookup_elem(&hw_pins4, key);
    if (!quick->pin) quick->pin = bpf_map_lookup_elem(&hw_new_pins4, key);
    return quick->pin != NULL;
}

static __always_inline int hw_quick_find6(struct __sk_buff* skb, struct hw_quick* quick) {
    const struct ethhdr* eth = (void*)(long)skb->data;
    const struct ipv6hdr* ip = (const void*)(eth + 1);
    const hw_u32* addresses = (const hw_u32*)&ip->saddr;
    const hw_u32* upper = (const void*)(ip + 1);
    hw_u64 key[5];

    if ((const void*)(upper + 2) > (const void*)(long)skb->data_end) return 0;
    if (eth->h_proto != bpf_htons(ETH_P_IPV6) || ip->version != 6 || ip->hop_limit <= 1) return 0;
    quick->family = 6;
    quick->length = bpf_ntohs(ip->payload_len) + (hw_u32)sizeof(*ip);
    quick->protocol = ip->nexthdr;
    quick->may_fragment = 0;
    if (ETH_HLEN + quick->length > skb->len) return 0;
    if (!hw_is_quick_upper(skb, (const hw_u8*)upper, ip->nexthdr, quick->length - (hw_u32)sizeof(*ip)))
        return 0;
#pragma unroll
    for (int i = 0; i < 4; i++)
        key[i] = hw_pair(addresses[2 * i], addresses[2 * i + 1]);
    key[4] = hw_ports_and_protocol(upper[0], ip->nexthdr);
    quick->pin = bpf_map_lookup_elem(&hw_pins6, key);
    if (!quick->pin) quick->pin = bpf_map_lookup_elem(&hw_new_pins6, key);
    return quick->pin != NULL;
}

/* One that waits for its proof, or whose time may be over, or that has to ask whose its network is, takes the
 * long way. */
static __always_inline int hw_is_quick_pin(const struct hw_config* config, const struct hw_quick* quick,
                                           hw_u64 now) {
    const struct hw_pin* pin = quick->pin;

    if (pin->generation != (hw_u16)config->generation) return 0;
    if (pin->packets_in && !(pin->flags & HW_PIN_PROVEN)) return 0;
    return pin->last_seen_ns == now || !hw_pin_is_idle(config, pin, quick->protocol, now);
}

/* Flows on a worse tier look whether a better one is back, except where they never go there. */
static __always_inline int hw_is_quick_tunnel(const struct hw_tunnel* tunnel, const struct hw_pin* pin) {
    const struct hw_bundle* bundle;

    if (!tunnel->ifindex || tunnel->bundle != pin->bundle) return 0;
    if (!tunnel->tier || pin->role != HW_PIN_OWNER) return 1;
    bundle = hw_bundle_get(pin->bundle);
    return bundle && bundle->failback_s == HW_FAILBACK_NEVER;
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

static __always_inline int hw_quick_send(struct __sk_buff* skb, const struct hw_config* config,
                                         const struct hw_quick* quick) {
    struct hw_pin* pin = quick->pin;
    hw_u32 id = pin->tunnel;
    const struct hw_tunnel* tunnel = bpf_map_lookup_elem(&hw_tunnels, &id);
    hw_u64 now = hw_now();
    struct hw_tunnel_stats* stats;

    if (!tunnel || !hw_is_quick_pin(config, quick, now) || !hw_is_quick_tunnel(tunnel, pin))
        return HW_NOT_QUICK;
    if (tunnel->flags & HW_TUNNEL_SHARED_INTERFACE) return TC_ACT_OK;
    if (quick->may_fragment && tunnel->mtu && quick->length > tunnel->mtu) return HW_NOT_QUICK;
    if (hw_tunnel_state_get(id) == HW_TUNNEL_DOWN || !hw_quick_watch(config, id, pin, now))
        return HW_NOT_QUICK;
    if (!(quick->family == 4 ? hw_quick_ttl4(skb) : hw_quick_ttl6(skb))) return HW_NOT_QUICK;
    if (pin->last_seen_ns != now) pin->last_seen_ns = now;
    pin->packets_out += 1;
    stats = hw_stats(id);
    if (stats) {
        stats->packets_out += hw_packets_in(skb);
        stats->bytes_out += quick->length;
    }
    return (int)bpf_redirect(tunnel->ifindex, 0);
}

/* A verdict, or HW_NOT_QUICK. Not inlined, because what it keeps on the stack would stay there while the long
 * way goes six calls deep (6.1 counts each in steps of 32 bytes, and allows 512). */
static __noinline int hw_quick(struct __sk_buff* skb) {
    const struct hw_config* config = hw_config_get();
    struct hw_quick quick;

    if (!config) return HW_NOT_QUICK;
    if (skb->protocol == bpf_htons(ETH_P_IP)) {
        if (!hw_quick_find4(skb, &quick)) return HW_NOT_QUICK;
    } else if (skb->protocol == bpf_htons(ETH_P_IPV6)) {
        if (!hw_quick_find6(skb, &quick)) return HW_NOT_QUICK;
    } else {
        return HW_NOT_QUICK;
    }
    return hw_quick_send(skb, config, &quick);
}

#endif
