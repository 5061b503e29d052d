// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "bpf/abi.h"
#include "maps-tool/maps.h"

namespace hawser::maps {

/// The settings, and the tunnels and bundles that exist, by id: what names the numbers in all other maps.
struct Topology {
    hw_config config{};
    std::map<uint32_t, hw_bundle> bundles;
    std::map<uint32_t, hw_tunnel> tunnels;
    std::map<uint32_t, uint32_t> states;  ///< enum hw_tunnel_state, for the tunnels that exist
    std::map<uint32_t, hw_tunnel_watch> tunnel_watches;
    std::map<uint32_t, hw_bundle_watch> bundle_watches;
    std::map<uint32_t, hw_rule_set> rule_sets;  ///< of the bundles that have rules
    std::map<uint32_t, hw_match> matches;       ///< by index
    std::map<uint32_t, hw_rule> rules;          ///< by slot

    /// The name of its interface, and of a shared one also its id (`hub/7`); `tunnel 7` for one that does not
    /// exist, `-` for 0.
    [[nodiscard]] std::string tunnel_name(uint32_t id) const;
    /// The same of a bundle's interface, which is how people name a peer.
    [[nodiscard]] std::string peer_name(uint32_t id) const;
    /// HW_TUNNEL_DOWN for one that does not exist.
    [[nodiscard]] uint32_t state_of(uint32_t tunnel) const;
    /// All 0 for one that does not exist.
    [[nodiscard]] hw_tunnel_watch watch_of(uint32_t tunnel) const;

    /// By id or by interface.
    [[nodiscard]] Result<uint32_t> find_tunnel(std::string_view text) const;
    /// By id, by interface or by the peer's name: `hawser-pop` is `pop`.
    [[nodiscard]] Result<uint32_t> find_peer(std::string_view text) const;

    /// By ifindex, as read_topology() found them: a long list would ask the kernel for the same few again and
    /// again.
    std::map<uint32_t, std::string> interfaces;
};

[[nodiscard]] Result<Topology> read_topology(const Maps& maps);

}  // namespace hawser::maps
