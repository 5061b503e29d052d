// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <tuple>

#include "health/path_config.h"

// As ike_equality.h, of what the configuration says of probes.
namespace hawser::health {

inline bool operator==(const DegradedThresholds& a, const DegradedThresholds& b) {
    return std::tie(a.loss_pct, a.rtt, a.jitter) == std::tie(b.loss_pct, b.rtt, b.jitter);
}

inline bool operator==(const ProbeSettings& a, const ProbeSettings& b) {
    const auto members = [](const ProbeSettings& settings) {
        const auto& [interval, timeout, retry, lost, window, good, first, loss_window, down_loss, clean,
                     degraded] = settings;
        return std::tie(interval, timeout, retry, lost, window, good, first, loss_window, down_loss, clean,
                        degraded);
    };
    return members(a) == members(b);
}

/// A key by whether there is one: what is in its file is read anew each time.
inline bool operator==(const ProbeConfig& a, const ProbeConfig& b) {
    const auto members = [](const ProbeConfig& probe) {
        return std::tie(probe.type, probe.subject, probe.target, probe.source, probe.port, probe.dns_name,
                        probe.http, probe.multihop, probe.settings);
    };
    return members(a) == members(b) && (a.stamp_key == nullptr) == (b.stamp_key == nullptr);
}

inline bool operator==(const PathSettings& a, const PathSettings& b) {
    const auto members = [](const PathSettings& path) {
        return std::tie(path.quorum.needed, path.hold, path.damping.on, path.damping.half_life,
                        path.damping.suppress, path.damping.reuse, path.damping.max_suppress);
    };
    return members(a) == members(b);
}

}  // namespace hawser::health
