// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>
#include <string>

#include "loader/config/xdp_config.h"

namespace hawser::loader {

enum class XdpHook { kWan, kLan };
enum class XdpMode { kNative, kGeneric };

[[nodiscard]] constexpr const char* to_string(XdpMode mode) {
    return mode == XdpMode::kNative ? "native" : "generic";
}

/// What the decision depends on.
struct InterfaceFacts {
    bool ethernet = true;    ///< frames have an Ethernet header
    std::string driver;      ///< as `ethtool -i` says; empty: unknown
    unsigned rx_queues = 1;  ///< in use
    unsigned cpus = 1;       ///< 0..cpus-1 are online
    bool has_upper = false;  ///< VLANs, a bond or a bridge stand on it
    auto operator<=>(const InterfaceFacts&) const = default;
};

struct XdpDecision {
    std::optional<XdpMode> mode;  ///< absent: no program
    bool spread = false;
    std::string reason;  ///< a clause: why so
    bool operator==(const XdpDecision&) const = default;
};

/// Where XDP pays. `auto` is native or nothing: generic XDP runs after the kernel has made its buffer, when
/// there is little left to save. Spreading is for interfaces whose queues leave CPUs idle, and not for
/// those with others on top: a tag that the NIC has taken off does not survive the way to another CPU.
[[nodiscard]] XdpDecision decide_xdp(const XdpConfig& config, XdpHook hook, const InterfaceFacts& facts);

}  // namespace hawser::loader
