// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "loader/metrics/metric_page.h"
#include "loader/metrics/snapshot.h"

namespace hawser::loader {

// What is measured, by topic. Names, labels and units are a promise to people's dashboards: docs/metrics.md.

/// Build, forwarding, uplinks, flow table, drops and the kernel's XFRM errors.
void collect_machine(const MetricsSnapshot& snapshot, MetricPage& page);
/// Peers and tunnels: state, path, flows, traffic.
void collect_tunnels(const MetricsSnapshot& snapshot, MetricPage& page);
/// IKE SAs, Child SAs and the engine's counts.
void collect_ike(const MetricsSnapshot& snapshot, MetricPage& page);

}  // namespace hawser::loader
