// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <map>

#include "base/ip_prefix.h"
#include "loader/config/config.h"
#include "loader/plan/plan_maps.h"

namespace hawser::loader {

/// The table of networks: every peer's, and the exceptions that keep the gateway reachable and outer packets
/// outside when a peer's networks are as wide as 0.0.0.0/0. A longer prefix wins in the kernel, so an
/// exception is made only where it lies inside a peer's network; of one prefix the stronger meaning is kept:
/// an own address, then an exception, then a peer's network.
[[nodiscard]] std::map<IpPrefix, hw_net> plan_nets(const Config& config, const KernelFacts& facts,
                                                   const Negotiated& negotiated);

}  // namespace hawser::loader
