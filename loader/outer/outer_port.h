// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <compare>
#include <cstdint>
#include <set>
#include <vector>

#include "base/ids.h"
#include "base/ip_address.h"
#include "base/result.h"
#include "loader/outer/outer_plan.h"

namespace hawser::loader {

/// An SA as ESP names it on the wire.
struct SpiName {
    IpAddress destination;
    uint32_t spi = 0;  ///< host byte order
    auto operator<=>(const SpiName&) const = default;
};

/// Outer packets of a tunnel that were seen on an uplink that is not its own.
struct Stray {
    TunnelId tunnel;
    uint32_t ifindex = 0;  ///< of the wrong uplink
    bool leaving = false;  ///< they were dropped on their way out; else they arrived, and were let through
    uint64_t packets = 0;
    uint64_t last_ns = 0;  ///< CLOCK_MONOTONIC
};

/// The maps of the programs on the uplinks.
class OuterPort {
 public:
    virtual ~OuterPort() = default;

    virtual Result<OuterPlan> read_plan() = 0;
    /// Makes the maps so; what is right already is left alone.
    virtual Result<void> apply(const OuterPlan& wanted) = 0;

    /// `tunnel` 0: an SA of somebody else's. Listing one again changes its tunnel.
    virtual Result<void> list_spi(const SpiName& name, TunnelId tunnel) = 0;
    /// What is not listed need not be.
    virtual Result<void> unlist_spi(const SpiName& name) = 0;
    virtual Result<std::set<SpiName>> listed_spis() = 0;

    virtual Result<std::vector<Stray>> read_strays() = 0;
};

}  // namespace hawser::loader
