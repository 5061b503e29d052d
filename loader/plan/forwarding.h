// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <string>
#include <vector>

#include "bpf/abi.h"
#include "loader/config/config.h"

namespace hawser::loader {

/// A base chain of nftables or a built-in chain of legacy iptables whose hook a packet redirected at LAN
/// ingress would not reach: ingress, prerouting or forward.
struct NetfilterChain {
    std::string
        name;  ///< as people know it: "nftables chain inet filter forward", "iptables chain filter FORWARD"
    unsigned rules = 0;
    bool drops_by_policy = false;
};

struct NetfilterFacts {
    std::vector<NetfilterChain> chains;
    /// Not empty: the chains could not be read, and why.
    std::string unreadable;
};

struct ForwardingDecision {
    hw_forwarding mode = HW_FORWARDING_STACK;
    std::string reason;  ///< a sentence for `hawser status`, without a full stop
    bool operator==(const ForwardingDecision&) const = default;
};

/// `auto` is `fast` only where no rule would be skipped; what could not be read counts as a rule. A
/// configured mode is obeyed, and the reason says which rules `fast` skips.
[[nodiscard]] ForwardingDecision choose_forwarding(ForwardingChoice choice, const NetfilterFacts& facts);

}  // namespace hawser::loader
