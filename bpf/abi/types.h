/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Fixed widths for both sides, and an assertion that both compilers know. */
#ifndef HAWSER_BPF_ABI_TYPES_H
#define HAWSER_BPF_ABI_TYPES_H

#ifdef __bpf__
#include <linux/types.h>
typedef __u8 hw_u8;
typedef __u16 hw_u16;
typedef __u32 hw_u32;
typedef __u64 hw_u64;
#define HW_STATIC_ASSERT(condition, text) _Static_assert(condition, text)
#else
#include <stdint.h>
typedef uint8_t hw_u8;
typedef uint16_t hw_u16;
typedef uint32_t hw_u32;
typedef uint64_t hw_u64;
#ifdef __cplusplus
#define HW_STATIC_ASSERT(condition, text) static_assert(condition, text)
#else
#define HW_STATIC_ASSERT(condition, text) _Static_assert(condition, text)
#endif
#endif

#endif
