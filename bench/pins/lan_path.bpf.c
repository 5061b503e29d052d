// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What the lan program is measured with and against: a driver that makes each run another packet and ends in
 * the program under test, one that does nothing, the least that could forward by a pin, and a bare look-up.
 */
#include "bench/pins/lan_path.h"

#include "bpf/abi.h"
#include "bpf/kernel.h"

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 1);
    __type(key, hw_u32);
    __type(value, struct bench_traffic);
} bench_traffic SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_PROG_ARRAY);
    __uint(max_entries, 1);
    __type(key, hw_u32);
    __type(value, hw_u32);
} bench_next SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_LRU_HASH);
    __uint(max_entries, BENCH_PINS);
    __type(key, struct hw_flow4_key);
    __type(value, struct bench_pin);
} bench_lru SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, BENCH_PINS);
    __type(key, struct hw_flow4_key);
    __type(value, struct hw_pin);
} bench_hash SEC(".maps");

struct bench_headers {
    struct ethhdr eth;
    struct iphdr ip;
    hw_u32 ports;
    hw_u32 length_and_checksum;
} __attribute__((packed));

SEC("tc")
int bench_drive(struct __sk_buff* skb) {
    struct bench_headers* packet = (void*)(long)skb->data;
    hw_u32 zero = 0, flow;
    struct bench_traffic* traffic = bpf_map_lookup_elem(&bench_traffic, &zero);

    if (!traffic || (void*)(packet + 1) > (void*)(long)skb->data_end) return TC_ACT_SHOT;
    traffic->random ^= traffic->random << 13;
    traffic->random ^= traffic->random >> 7;
    traffic->random ^= traffic->random << 17;
    flow = (hw_u32)((traffic->random >> 32) * traffic->flows >> 32);
    packet->ip.saddr = bpf_htonl(bench_address(flow));
    packet->ports = bpf_htonl(bench_ports(flow));
    packet->ip.ttl = 64;
    bpf_tail_call(skb, &bench_next, 0);
    return TC_ACT_SHOT;
}

SEC("tc")
int bench_empty(struct __sk_buff* skb) {
    (void)skb;
    return TC_ACT_OK;
}

static __always_inline int bench_parse(struct __sk_buff* skb, hw_u32* key) {
    const struct bench_headers* packet = (void*)(long)skb->data;

    if ((const void*)(packet + 1) > (const void*)(long)skb->data_end) return 0;
    if (packet->eth.h_proto != bpf_htons(ETH_P_IP) || packet->ip.ihl != 5) return 0;
    if (packet->ip.frag_off & bpf_htons(0x3fff) || packet->ip.protocol != IPPROTO_UDP) return 0;
    key[0] = packet->ip.saddr;
    key[1] = packet->ip.daddr;
    key[2] = packet->ports;
    key[3] = bpf_htonl((hw_u32)packet->ip.protocol << 24);
    return 1;
}

SEC("tc")
int bench_minimal(struct __sk_buff* skb) {
    const struct bench_pin* pin;
    hw_u32 key[4];

    if (!bench_parse(skb, key)) return TC_ACT_SHOT;
    pin = bpf_map_lookup_elem(&bench_lru, key);
    return pin ? (int)bpf_redirect(pin->ifindex, 0) : TC_ACT_SHOT;
}

/* The look-up alone, with the first word of what it finds. */
SEC("tc")
int bench_look_up(struct __sk_buff* skb) {
    const struct hw_pin* pin;
    hw_u32 key[4];

    if (!bench_parse(skb, key)) return TC_ACT_SHOT;
    pin = bpf_map_lookup_elem(&bench_hash, key);
    return pin && pin->tunnel ? TC_ACT_REDIRECT : TC_ACT_SHOT;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
