/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The version of all that follows, and where it is pinned. */
#ifndef HAWSER_BPF_ABI_NAMES_H
#define HAWSER_BPF_ABI_NAMES_H

#include "types.h"

/* Raised when the meaning or layout of a pinned map changes; a daemon that finds another number must not
 * misread it. */
#define HW_ABI_VERSION 2u

/* Everything is pinned below this folder; the names of the maps are the names of the files. */
#define HW_PIN_DIR "/sys/fs/bpf/hawser"
#define HW_MAP_CONFIG "hw_config"
#define HW_MAP_NETS4 "hw_nets4"
#define HW_MAP_NETS6 "hw_nets6"
#define HW_MAP_BUNDLES "hw_bundles"
#define HW_MAP_RINGS "hw_rings"
#define HW_MAP_TUNNELS "hw_tunnels"
#define HW_MAP_TUNNEL_STATE "hw_tun_state"
#define HW_MAP_IFACES "hw_ifaces"
#define HW_MAP_SELECTORS "hw_selectors"
#define HW_MAP_PROBE_IDS "hw_probe_ids"
#define HW_MAP_TUNNEL_WATCH "hw_tun_watch"
#define HW_MAP_BUNDLE_WATCH "hw_bun_watch"
#define HW_MAP_IF_IDS "hw_if_ids"
#define HW_MAP_RULE_SETS "hw_rule_sets"
#define HW_MAP_MATCHES "hw_matches"
#define HW_MAP_RULES "hw_rules"
#define HW_MAP_PINS4 "hw_pins4"
#define HW_MAP_PINS6 "hw_pins6"
#define HW_MAP_NEW_PINS4 "hw_new_pins4"
#define HW_MAP_NEW_PINS6 "hw_new_pins6"
#define HW_MAP_FRAGMENTS "hw_fragments"
#define HW_MAP_DROPS "hw_drops"
#define HW_MAP_TUNNEL_STATS "hw_tun_stats"
#define HW_MAP_PIN_COUNTS "hw_pin_counts"
#define HW_MAP_EVENTS "hw_events"
#define HW_MAP_LISTENER "hw_listener"
#define HW_MAP_OUTERS "hw_outers"
#define HW_MAP_SPIS "hw_spis"
#define HW_MAP_TUNNEL_UPLINKS "hw_tun_uplinks"
#define HW_MAP_STRAYS "hw_strays"
#define HW_MAP_STAMP "hw_stamp"
#define HW_MAP_XDP "hw_xdp"
#define HW_MAP_XDP_CPUS "hw_xdp_cpus"
#define HW_MAP_XDP_SPREAD "hw_xdp_spread"
#define HW_MAP_IKE_SOURCES "hw_ike_sources"

#endif
