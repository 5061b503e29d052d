/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Where the pins are. New flows are in LRU hashes with one list for all CPUs: with a list for each, a single
 * busy CPU could use only its share of the entries. Proven ones are in hashes that evict nothing and take
 * memory for what is in them alone.
 */
#ifndef HAWSER_BPF_PIN_MAPS_H
#define HAWSER_BPF_PIN_MAPS_H

#include "maps.h"

struct {
    __uint(type, BPF_MAP_TYPE_LRU_HASH);
    __uint(max_entries, HW_DEFAULT_PINS);
    __type(key, struct hw_flow4_key);
    __type(value, struct hw_pin);
} hw_new_pins4 __weak SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_LRU_HASH);
    __uint(max_entries, HW_DEFAULT_PINS);
    __type(key, struct hw_flow6_key);
    __type(value, struct hw_pin);
} hw_new_pins6 __weak SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, HW_DEFAULT_PINS);
    __uint(map_flags, BPF_F_NO_PREALLOC);
    __type(key, struct hw_flow4_key);
    __type(value, struct hw_pin);
} hw_pins4 __weak SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, HW_DEFAULT_PINS);
    __uint(map_flags, BPF_F_NO_PREALLOC);
    __type(key, struct hw_flow6_key);
    __type(value, struct hw_pin);
} hw_pins6 __weak SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
    __uint(max_entries, HW_PIN_COUNT_COUNT);
    __type(key, hw_u32);
    __type(value, hw_u64);
} hw_pin_counts __weak SEC(".maps");

#endif
