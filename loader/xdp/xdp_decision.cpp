// SPDX-License-Identifier: BSD-2-Clause
#include "loader/xdp/xdp_decision.h"

#include <fmt/format.h>

namespace hawser::loader {
namespace {

bool is_veth(const InterfaceFacts& facts) {
    return facts.driver == "veth";
}

bool wants_spread(const XdpConfig& config, const InterfaceFacts& facts) {
    if (config.spread == SpreadChoice::kOff || facts.cpus < 2) return false;
    if (config.spread == SpreadChoice::kOn) return true;
    return facts.rx_queues < facts.cpus && !facts.has_upper;
}

std::string queues_text(const InterfaceFacts& facts) {
    return fmt::format("{} receive queue{} for {} CPU{}", facts.rx_queues, facts.rx_queues == 1 ? "" : "s",
                       facts.cpus, facts.cpus == 1 ? "" : "s");
}

/// Why there is no program; empty: there may be one.
std::string objection(const XdpConfig& config, XdpHook hook, const InterfaceFacts& facts, bool spread) {
    if (config.mode == XdpChoice::kOff) return "switched off by [xdp] mode";
    if (!facts.ethernet) return "its packets have no Ethernet header";
    if (config.mode == XdpChoice::kAuto && is_veth(facts))
        return "a veth cuts TCP's large packets into small ones while it has an XDP program";
    if (hook == XdpHook::kLan && !spread) return "nothing to spread: " + queues_text(facts);
    return {};
}

}  // namespace

XdpDecision decide_xdp(const XdpConfig& config, XdpHook hook, const InterfaceFacts& facts) {
    const bool spread = wants_spread(config, facts);
    if (std::string why = objection(config, hook, facts, spread); !why.empty())
        return {.mode = std::nullopt, .spread = false, .reason = std::move(why)};
    const XdpMode mode = config.mode == XdpChoice::kGeneric ? XdpMode::kGeneric : XdpMode::kNative;
    return {.mode = mode,
            .spread = spread,
            .reason = spread ? fmt::format("spreads over {} CPUs, {}", facts.cpus, queues_text(facts))
                             : "does not spread, " + queues_text(facts)};
}

}  // namespace hawser::loader
