/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The maps of the XDP programs alone; abi.h says what keys and values mean. */
#ifndef HAWSER_BPF_XDP_MAPS_H
#define HAWSER_BPF_XDP_MAPS_H

#include "abi.h"
#include "kernel.h"

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, HW_MAX_IFACES);
    __uint(map_flags, BPF_F_NO_PREALLOC);
    __type(key, hw_u32);
    __type(value, struct hw_xdp);
} hw_xdp __weak SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_CPUMAP);
    __uint(max_entries, HW_MAX_SPREAD_CPUS);
    __type(key, hw_u32);
    __type(value, struct bpf_cpumap_val);
} hw_xdp_cpus __weak SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
    __uint(max_entries, HW_MAX_SPREAD_CPUS);
    __type(key, hw_u32);
    __type(value, hw_u64);
} hw_xdp_spread __weak SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_LRU_HASH);
    __uint(max_entries, HW_MAX_IKE_SOURCES);
    __type(key, struct hw_ike_source);
    __type(value, struct hw_bucket);
} hw_ike_sources __weak SEC(".maps");

#endif
