// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace hawser::loader {

/// The programs of bpf/, by the kind of interface that they run on.
enum class Hook {
    kLan,       ///< TC ingress of a LAN
    kTunnel,    ///< TC ingress of a tunnel's XFRM interface
    kBundle,    ///< TC egress of a bundle interface
    kUplink,    ///< TC egress of an uplink
    kUplinkIn,  ///< TC ingress of an uplink
    kHub,       ///< TC egress of the interface that a hub's bundles and tunnels share
    kHubIn,     ///< TC ingress of it
};

inline constexpr std::array kEveryHook{Hook::kLan,      Hook::kTunnel, Hook::kBundle, Hook::kUplink,
                                       Hook::kUplinkIn, Hook::kHub,    Hook::kHubIn};

/// `lan`, `tunnel`, ...: in messages, and the name below `<pin directory>/prog/`.
[[nodiscard]] constexpr const char* to_string(Hook hook) {
    switch (hook) {
        case Hook::kLan:
            return "lan";
        case Hook::kTunnel:
            return "tunnel";
        case Hook::kUplink:
            return "uplink";
        case Hook::kUplinkIn:
            return "uplink_in";
        case Hook::kHub:
            return "hub";
        case Hook::kHubIn:
            return "hub_in";
        case Hook::kBundle:
            break;
    }
    return "bundle";
}

struct Attachment {
    Hook hook = Hook::kLan;
    uint32_t ifindex = 0;
    auto operator<=>(const Attachment&) const = default;
};

/// Which interfaces run which of our programs.
class ProgramPort {
 public:
    virtual ~ProgramPort() = default;

    /// Replaces an earlier program of ours at the same place atomically: no packet passes without one in
    /// between.
    virtual Result<void> attach(const Attachment& where) = 0;
    /// Succeeds where nothing of ours is attached, or the interface is gone.
    virtual Result<void> detach(const Attachment& where) = 0;
    /// What is attached, by this or an earlier daemon; ascending.
    virtual Result<std::vector<Attachment>> attached() = 0;
};

}  // namespace hawser::loader
