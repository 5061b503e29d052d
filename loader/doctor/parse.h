// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "loader/doctor/facts.h"

// What the tools of the machine print, as facts. None of these fails for a line that it does not know; one
// that finds nothing that it understands says so where the caller could not tell.

namespace hawser::loader::doctor {

/// `nft -j list ruleset`.
[[nodiscard]] Result<std::vector<FirewallChain>> parse_nftables(const std::string& json);
/// `ip xfrm policy getdefault`: the directions that block.
[[nodiscard]] std::set<std::string> parse_xfrm_default(const std::string& text);
/// `ip -d xfrm policy`: those without if_id that are not a socket's own.
[[nodiscard]] std::vector<BarePolicy> parse_xfrm_policies(const std::string& text);
/// `ip -j rule`.
[[nodiscard]] Result<std::vector<RoutingRule>> parse_rules(const std::string& json);
/// `ip -j address`: names, MTUs, states and networks.
[[nodiscard]] Result<std::map<std::string, InterfaceFacts>> parse_interfaces(const std::string& json);
/// `ethtool -k`.
[[nodiscard]] std::map<std::string, bool> parse_offloads(const std::string& text);
/// The file /proc/net/xfrm_stat.
[[nodiscard]] std::map<std::string, uint64_t> parse_counters(const std::string& text);
/// A kernel's configuration.
[[nodiscard]] std::map<std::string, char> parse_kernel_options(const std::string& text);
/// Whether one of systemd-networkd's files keeps it from removing foreign rules.
[[nodiscard]] bool keeps_foreign_rules(const std::string& text);

}  // namespace hawser::loader::doctor
