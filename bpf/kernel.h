/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The kernel's and libbpf's headers. libbpf's use the types of <linux/bpf.h> without including it. */
#ifndef HAWSER_BPF_KERNEL_H
#define HAWSER_BPF_KERNEL_H

/* clang-format off */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/pkt_cls.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
/* clang-format on */

#endif
