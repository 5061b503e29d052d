// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/ip_address.h"
#include "base/result.h"
#include "loader/plan/forwarding.h"

namespace hawser::loader {

/// A table of the iptables that came before nftables, as its socket options give it
/// (linux/netfilter_ipv4/ip_tables.h).
struct LegacyTable {
    std::string name;
    Family family = Family::kIpv4;
    uint32_t valid_hooks = 0;              ///< bit h: the table has the built-in chain of hook h (NF_INET_*)
    std::array<uint32_t, 5> first_rule{};  ///< offset into `entries`, by hook
    std::array<uint32_t, 5> policy{};      ///< likewise, of the entry that is the chain's policy
    Bytes entries;
};

/// Its built-in chains at prerouting and forward. Entries that do not fit the table count as rules: they
/// cannot be read.
[[nodiscard]] std::vector<NetfilterChain> legacy_chains(const LegacyTable& table);

/// Asking for a table makes the kernel register it, so only those are asked for that /proc says are
/// registered.
[[nodiscard]] Result<std::vector<NetfilterChain>> read_legacy_chains(Family family);

}  // namespace hawser::loader
