// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "loader/plan/forwarding.h"

namespace hawser::loader {

/// The chains at ingress, prerouting and forward in this network namespace: nftables (and with it
/// iptables-nft) by netlink, legacy iptables by its socket options. What cannot be read is said in
/// NetfilterFacts::unreadable.
[[nodiscard]] NetfilterFacts read_netfilter_facts();

}  // namespace hawser::loader
