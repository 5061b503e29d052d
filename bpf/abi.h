/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the kernel's side (bpf/) and the user's side (loader/, maps-tool/) of Hawser both read: the layout of
 * every map, and the limits and numbers in them. C and C++; fixed widths, explicit padding, no unions without
 * a size.
 *
 * Numbers in structures are in host byte order unless their comment says otherwise; addresses and ports of
 * packets are in network byte order. IPv4 addresses stand in the first 4 of 16 bytes, the rest zero; `family`
 * tells them apart.
 */
#ifndef HAWSER_BPF_ABI_H
#define HAWSER_BPF_ABI_H

/* One file a topic. Others include this file alone, so that no one has to know which topic a name is in. */
#include "abi/config.h"
#include "abi/counters.h"
#include "abi/events.h"
#include "abi/fragments.h"
#include "abi/limits.h"
#include "abi/names.h"
#include "abi/networks.h"
#include "abi/outer.h"
#include "abi/pins.h"
#include "abi/rules.h"
#include "abi/selectors.h"
#include "abi/stamp.h"
#include "abi/tunnels.h"
#include "abi/types.h"
#include "abi/xdp.h"

#endif
