// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstddef>

#include "base/result.h"
#include "loader/config/config.h"
#include "loader/daemon/kernel_view.h"
#include "loader/daemon/negotiations.h"
#include "loader/daemon/tunnel_index.h"
#include "loader/kernel/link_port.h"
#include "loader/kernel/steering.h"

namespace hawser::loader {

/// Puts the addresses that peers have assigned to us on the tunnels' interfaces, and takes ours off again
/// that are assigned no more; others' stay. Returns how many there were of both.
///
/// They stand on the tunnel's own interface and not on the bundle's: each tunnel has one of its own, which
/// comes and goes with its IKE SA, and nothing but that tunnel takes packets that have it as their source.
Result<size_t> ensure_inner_addresses(LinkPort& links, const Config& config, const TunnelIndex& tunnels,
                                      const KernelView& view, const Negotiations& negotiations);

/// Where a peer has several tunnels: what is sent from a tunnel's inner address leaves by that tunnel,
/// without the bundle's choice. Only if there are such: rules cost every packet of the namespace.
[[nodiscard]] SteeringPlan plan_inner_sources(const Config& config, const KernelView& view,
                                              const Negotiations& negotiations);

}  // namespace hawser::loader
