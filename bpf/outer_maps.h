/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The maps about outer packets; abi.h says what keys and values mean. */
#ifndef HAWSER_BPF_OUTER_MAPS_H
#define HAWSER_BPF_OUTER_MAPS_H

#include "abi.h"
#include "kernel.h"

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, HW_MAX_OUTERS);
    __uint(map_flags, BPF_F_NO_PREALLOC);
    __type(key, struct hw_outer_key);
    __type(value, hw_u32);
} hw_outers __weak SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, HW_MAX_SPIS);
    __uint(map_flags, BPF_F_NO_PREALLOC);
    __type(key, struct hw_spi_key);
    __type(value, struct hw_spi);
} hw_spis __weak SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, HW_MAX_TUNNELS);
    __uint(map_flags, BPF_F_NO_PREALLOC);
    __type(key, hw_u32);
    __type(value, hw_u32);
} hw_tun_uplinks __weak SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_LRU_HASH);
    __uint(max_entries, HW_MAX_STRAYS);
    __type(key, struct hw_stray_key);
    __type(value, struct hw_stray);
} hw_strays __weak SEC(".maps");

#endif
