// SPDX-License-Identifier: BSD-2-Clause
#include "loader/plan/forwarding.h"

#include <fmt/format.h>

namespace hawser::loader {
namespace {

/// The first chain that `fast` must not skip, as the beginning of "... redirected packets skip"; empty where
/// there is none.
std::string obstacle(const NetfilterFacts& facts) {
    for (const NetfilterChain& chain : facts.chains) {
        if (chain.rules > 0) return fmt::format("{} has rules that", chain.name);
        if (chain.drops_by_policy) return fmt::format("{} drops by policy, which", chain.name);
    }
    return {};
}

ForwardingDecision decide_auto(const NetfilterFacts& facts) {
    const std::string chain = obstacle(facts);
    if (!chain.empty()) {
        return {HW_FORWARDING_STACK, fmt::format("{} redirected packets would skip", chain)};
    }
    if (!facts.unreadable.empty()) {
        return {HW_FORWARDING_STACK,
                fmt::format("netfilter's rules are not known ({}), and redirected packets might skip some",
                            facts.unreadable)};
    }
    return {HW_FORWARDING_FAST, "no netfilter rule would be skipped"};
}

ForwardingDecision decide_fast(const NetfilterFacts& facts) {
    const std::string chain = obstacle(facts);
    if (chain.empty()) return {HW_FORWARDING_FAST, "configured"};
    return {HW_FORWARDING_FAST, fmt::format("configured, although {} redirected packets skip", chain)};
}

}  // namespace

ForwardingDecision choose_forwarding(ForwardingChoice choice, const NetfilterFacts& facts) {
    switch (choice) {
        case ForwardingChoice::kAuto:
            return decide_auto(facts);
        case ForwardingChoice::kFast:
            return decide_fast(facts);
        case ForwardingChoice::kStack:
            break;
    }
    return {HW_FORWARDING_STACK, "configured"};
}

}  // namespace hawser::loader
