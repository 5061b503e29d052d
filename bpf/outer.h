/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* An outer packet as an uplink sees it, and the tunnel that it belongs to. */
#ifndef HAWSER_BPF_OUTER_H
#define HAWSER_BPF_OUTER_H

#include "load.h"
#include "outer_maps.h"

#define HW_PROTO_ESP 50
#define HW_PORT_IKE 500
#define HW_PORT_NATT 4500
#define HW_IP4_OFFSET 0x1fff

struct hw_outer {
    hw_u8 src[16];
    hw_u8 dst[16];
    hw_u32 spi; /* network byte order; 0: IKE, or a fragment without one */
    hw_u8 family;
};

static __always_inline int hw_is_ipsec_port(hw_u16 port) {
    return port == bpf_htons(HW_PORT_IKE) || port == bpf_htons(HW_PORT_NATT);
}

/*
 * What stands behind the IP header, at `at`. ESP in UDP has its SPI where IKE has four zero bytes, and the
 * one byte that keeps a NAT's mapping alive has neither (RFC 3948, 2).
 */
static __always_inline int hw_outer_upper(struct __sk_buff* skb, struct hw_outer* outer, hw_u8 protocol,
                                          hw_u32 at) {
    struct {
        hw_u16 src, dst, length, checksum;
    } udp;

    if (protocol == HW_PROTO_ESP) return !hw_load(skb, at, &outer->spi, 4);
    if (protocol != IPPROTO_UDP || hw_load(skb, at, &udp, sizeof(udp))) return 0;
    if (!hw_is_ipsec_port(udp.src) && !hw_is_ipsec_port(udp.dst)) return 0;
    if (udp.src == bpf_htons(HW_PORT_IKE) || udp.dst == bpf_htons(HW_PORT_IKE)) return 1;
    if (bpf_ntohs(udp.length) >= sizeof(udp) + 4) (void)hw_load(skb, at + sizeof(udp), &outer->spi, 4);
    return 1;
}

/* A later fragment names its protocol but not its ports: ESP is told by the addresses alone, and UDP may be
 * anybody's. */
static __always_inline int hw_outer4(struct __sk_buff* skb, struct hw_outer* outer) {
    struct iphdr ip;

    if (hw_load(skb, 0, &ip, sizeof(ip)) || ip.version != 4 || ip.ihl < 5) return 0;
    if (ip.protocol != HW_PROTO_ESP && ip.protocol != IPPROTO_UDP) return 0;
    outer->family = 4;
    __builtin_memcpy(outer->src, &ip.saddr, 4);
    __builtin_memcpy(outer->dst, &ip.daddr, 4);
    if (ip.frag_off & bpf_htons(HW_IP4_OFFSET)) return ip.protocol == HW_PROTO_ESP;
    return hw_outer_upper(skb, outer, ip.protocol, ip.ihl * 4);
}

static __always_inline int hw_outer6(struct __sk_buff* skb, struct hw_outer* outer) {
    struct ipv6hdr ip;
    struct {
        hw_u8 next, reserved;
        hw_u16 offset;
        hw_u32 id;
    } fragment;

    if (hw_load(skb, 0, &ip, sizeof(ip)) || ip.version != 6) return 0;
    outer->family = 6;
    __builtin_memcpy(outer->src, &ip.saddr, 16);
    __builtin_memcpy(outer->dst, &ip.daddr, 16);
    if (ip.nexthdr != IPPROTO_FRAGMENT) return hw_outer_upper(skb, outer, ip.nexthdr, sizeof(ip));
    if (hw_load(skb, sizeof(ip), &fragment, sizeof(fragment))) return 0;
    if (fragment.offset & bpf_htons(0xfff8)) return fragment.next == HW_PROTO_ESP;
    return hw_outer_upper(skb, outer, fragment.next, sizeof(ip) + sizeof(fragment));
}

/* 1: ESP or IKE, and `outer` says whose. */
static __always_inline int hw_outer_parse(struct __sk_buff* skb, struct hw_outer* outer) {
    if (skb->protocol == bpf_htons(ETH_P_IP)) return hw_outer4(skb, outer);
    if (skb->protocol == bpf_htons(ETH_P_IPV6)) return hw_outer6(skb, outer);
    return 0;
}

static __always_inline hw_u32 hw_tunnel_of_addresses(hw_u8 family, const hw_u8* local, const hw_u8* remote) {
    struct hw_outer_key key = {.family = family};
    const hw_u32* tunnel;

    __builtin_memcpy(key.local, local, 16);
    __builtin_memcpy(key.remote, remote, 16);
    tunnel = bpf_map_lookup_elem(&hw_outers, &key);
    if (tunnel) return *tunnel;
    __builtin_memset(key.remote, 0, 16);
    tunnel = bpf_map_lookup_elem(&hw_outers, &key);
    return tunnel ? *tunnel : 0;
}

static __always_inline const struct hw_spi* hw_spi_get(hw_u8 family, const hw_u8* dst, hw_u32 spi) {
    struct hw_spi_key key = {.spi = spi, .family = family};

    __builtin_memcpy(key.dst, dst, 16);
    return bpf_map_lookup_elem(&hw_spis, &key);
}

/*
 * The tunnel of a packet between `local` and `remote`, 0 if it is none of ours. The SPI goes first: a
 * masquerading rule has already written the wrong uplink's address into a packet that leaves by it.
 */
static __always_inline hw_u32 hw_tunnel_of_outer(const struct hw_outer* outer, const hw_u8* local,
                                                 const hw_u8* remote) {
    const struct hw_spi* sa = outer->spi ? hw_spi_get(outer->family, outer->dst, outer->spi) : NULL;

    return sa ? sa->tunnel : hw_tunnel_of_addresses(outer->family, local, remote);
}

static __always_inline int hw_is_wrong_uplink(hw_u32 tunnel, hw_u32 ifindex) {
    const hw_u32* own = bpf_map_lookup_elem(&hw_tun_uplinks, &tunnel);

    return own && *own != ifindex;
}

static __always_inline void hw_note_stray(hw_u32 tunnel, hw_u32 ifindex, hw_u32 leaving) {
    struct hw_stray_key key = {.tunnel = tunnel, .ifindex = ifindex, .leaving = leaving};
    struct hw_stray* stray = bpf_map_lookup_elem(&hw_strays, &key);
    struct hw_stray first = {.packets = 1};

    if (stray) {
        __sync_fetch_and_add(&stray->packets, 1);
        stray->last_ns = bpf_ktime_get_ns();
        return;
    }
    first.last_ns = bpf_ktime_get_ns();
    bpf_map_update_elem(&hw_strays, &key, &first, BPF_ANY);
}

#endif
