/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The maps that all programs share. They are weak, so that the linker of the objects merges the definitions
 * of the three programs into one; abi.h says what keys and values mean.
 */
#ifndef HAWSER_BPF_MAPS_H
#define HAWSER_BPF_MAPS_H

#include "abi.h"
#include "kernel.h"

/*
 * A function that the verifier checks once by itself, for any arguments, in place of once for each way in
 * which it is reached: without that the loops below multiply with the branches before them past a million
 * instructions. Its pointer arguments may be NULL for all that the verifier knows. Weak like the maps, so
 * that the objects can be linked.
 */
#define HW_SUBPROGRAM __weak __attribute__((noinline))

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 1);
    __type(key, hw_u32);
    __type(value, struct hw_config);
} hw_config __weak SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_LPM_TRIE);
    __uint(max_entries, HW_MAX_NETS);
    __uint(map_flags, BPF_F_NO_PREALLOC);
    __type(key, struct hw_net4_key);
    __type(value, struct hw_net);
} hw_nets4 __weak SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_LPM_TRIE);
    __uint(max_entries, HW_MAX_NETS);
    __uint(map_flags, BPF_F_NO_PREALLOC);
    __type(key, struct hw_net6_key);
    __type(value, struct hw_net);
} hw_nets6 __weak SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, HW_MAX_BUNDLES);
    __type(key, hw_u32);
    __type(value, struct hw_bundle);
} hw_bundles __weak SEC(".maps");

/* Rings of different sizes in one map need BPF_F_INNER_MAP (5.10): the number of slots is in the ring itself.
 */
struct hw_ring {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 1 + HW_MAX_RING_SLOTS);
    __uint(map_flags, BPF_F_INNER_MAP);
    __type(key, hw_u32);
    __type(value, hw_u32);
};

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
    __uint(max_entries, HW_MAX_RINGS);
    __type(key, hw_u32);
    __array(values, struct hw_ring);
} hw_rings __weak SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, HW_MAX_BUNDLES);
    __type(key, hw_u32);
    __type(value, struct hw_rule_set);
} hw_rule_sets __weak SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, HW_MAX_ALL_MATCHES);
    __type(key, hw_u32);
    __type(value, struct hw_match);
} hw_matches __weak SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, HW_MAX_RULES);
    __type(key, hw_u32);
    __type(value, struct hw_rule);
} hw_rules __weak SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, HW_MAX_TUNNELS);
    __type(key, hw_u32);
    __type(value, struct hw_tunnel);
} hw_tunnels __weak SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, HW_MAX_TUNNELS);
    __type(key, hw_u32);
    __type(value, hw_u32);
} hw_tun_state __weak SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, HW_MAX_IFACES);
    __type(key, hw_u32);
    __type(value, struct hw_iface);
} hw_ifaces __weak SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_LPM_TRIE);
    __uint(max_entries, HW_MAX_SELECTORS);
    __uint(map_flags, BPF_F_NO_PREALLOC);
    __type(key, struct hw_selector_key);
    __type(value, struct hw_selector);
} hw_selectors __weak SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, HW_MAX_PROBE_IDS);
    __type(key, hw_u32);
    __type(value, hw_u32);
} hw_probe_ids __weak SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
    __uint(max_entries, HW_DROP_COUNT);
    __type(key, hw_u32);
    __type(value, struct hw_counter);
} hw_drops __weak SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
    __uint(max_entries, HW_MAX_TUNNELS);
    __type(key, hw_u32);
    __type(value, struct hw_tunnel_stats);
} hw_tun_stats __weak SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, HW_MAX_TUNNELS);
    __type(key, hw_u32);
    __type(value, struct hw_tunnel_watch);
} hw_tun_watch __weak SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, HW_MAX_BUNDLES);
    __type(key, hw_u32);
    __type(value, struct hw_bundle_watch);
} hw_bun_watch __weak SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, HW_MAX_TUNNELS);
    __uint(map_flags, BPF_F_NO_PREALLOC);
    __type(key, hw_u32);
    __type(value, hw_u32);
} hw_if_ids __weak SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_LRU_HASH);
    __uint(max_entries, HW_MAX_FRAGMENTS);
    __type(key, struct hw_fragment_key);
    __type(value, struct hw_fragment);
} hw_fragments __weak SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 1);
    __type(key, hw_u32);
    __type(value, hw_u64);
} hw_listener __weak SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_RINGBUF);
    __uint(max_entries, HW_EVENTS_BYTES);
} hw_events __weak SEC(".maps");

#endif
