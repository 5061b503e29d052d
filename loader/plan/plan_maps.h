// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/ip_address.h"
#include "base/ip_prefix.h"
#include "base/result.h"
#include "loader/config/config.h"
#include "loader/plan/map_plan.h"
#include "loader/plan/policy_choices.h"
#include "loader/plan/selector.h"

namespace hawser::loader {

struct ConnectedNetwork {
    IpPrefix network;
    std::string interface;
};

/// What the plan needs to know of the running kernel.
struct KernelFacts {
    /// Interfaces that exist. A tunnel or a LAN whose interface is missing is left out of the plan until it
    /// is there.
    std::map<std::string, uint32_t> ifindexes;
    std::vector<IpAddress> own_addresses;
    std::vector<ConnectedNetwork> connected;
    /// Next hops over the uplinks, in addition to those configured.
    std::vector<IpAddress> gateways;
};

/// What is known of one tunnel since its Child SA came up.
struct NegotiatedTunnel {
    std::vector<Selector> local;
    std::vector<Selector> remote;
    uint32_t mtu = 0;  ///< inner bytes; 0: not known, kDefaultTunnelMtu
    bool peer_is_hawser = false;
    /// Outer address of the peer, where the configuration has none (`address = "any"`) or the peer has moved.
    std::optional<IpAddress> remote_outer;
};

using Negotiated = std::map<TunnelId, NegotiatedTunnel>;

/// Until the uplink's own MTU is known: fits 1500 bytes with PPPoE, IPv6, UDP encapsulation and ESP around
/// it.
inline constexpr uint32_t kDefaultTunnelMtu = 1400;

/// Our probes' ICMP identifiers have a range of their own; ping takes its process's id, which may be any, so
/// programs look at the addresses too.
[[nodiscard]] constexpr uint16_t probe_id_of(TunnelId tunnel) {
    return static_cast<uint16_t>(0xa000 + tunnel.value());
}

/// Decided elsewhere, and part of the maps.
struct DataPlaneChoices {
    hw_forwarding forwarding = HW_FORWARDING_STACK;
    uint32_t hash_seed =
        0;  ///< the pinned map's own where there is one: another seed moves every unpinned flow
    PolicyChoices policies{};
};

/// The maps' desired contents. Fails where a limit of bpf/abi.h is exceeded, and names the peer.
[[nodiscard]] Result<MapPlan> plan_maps(const Config& config, const KernelFacts& facts,
                                        const Negotiated& negotiated, const DataPlaneChoices& choices);

}  // namespace hawser::loader
