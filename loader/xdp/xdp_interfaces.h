// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "loader/xdp/xdp_port.h"

namespace hawser::loader {

struct XdpInterface {
    std::string name;
    uint32_t ifindex = 0;
    XdpHook hook = XdpHook::kWan;
    auto operator<=>(const XdpInterface&) const = default;
};

/// What became of it, for people.
struct XdpState {
    std::string mode = "off";  ///< `native`, `generic` or `off`
    std::string reason;
};

/// The interfaces and their programs. Nothing here fails: where XDP cannot be had, TC does the same.
class XdpInterfaces {
 public:
    XdpInterfaces(XdpPort& port, const XdpConfig& config) : port_(port), config_(config) {}

    /// Attaches, settles and detaches. What the kernel has refused is asked for again only when something of
    /// the interface has changed.
    void reconcile(const std::vector<XdpInterface>& interfaces);
    /// Whether the list of SPIs has every SA of the machine.
    void set_spis_complete(bool complete);

    /// By interface name.
    [[nodiscard]] const std::map<std::string, XdpState>& states() const { return states_; }

 private:
    struct Known {
        XdpInterface interface;
        InterfaceFacts facts;
        XdpDecision decision;
        bool attached = false;
    };
    void settle(const XdpInterface& interface);
    void enact(Known& known);
    void enact_mode(Known& known, XdpMode mode);
    [[nodiscard]] hw_xdp settings(const Known& known) const;
    void forget(const std::vector<XdpInterface>& kept);

    XdpPort& port_;
    const XdpConfig& config_;
    bool spis_complete_ = false;
    std::map<uint32_t, Known> known_;
    std::map<std::string, XdpState> states_;
};

}  // namespace hawser::loader
