// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace hawser::health {

/// Above one of these a path is `degraded`; back at half of it, so that a value at the threshold does not
/// swing. Absent: not judged by it.
struct DegradedThresholds {
    std::optional<double> loss_pct;  ///< of the last ProbeSettings::loss_window requests
    std::optional<Duration> rtt;
    std::optional<Duration> jitter;
};

/// How often a probe asks, and what it concludes. The defaults find a dead path within interval x
/// lost_to_down + timeout = 950 ms of the first lost packet, and four independent losses in a row at 1 % loss
/// come once in six years.
struct ProbeSettings {
    static constexpr unsigned kLongestLossWindow = 4096;

    Duration interval = std::chrono::milliseconds(200);
    Duration timeout = std::chrono::milliseconds(150);
    /// Between requests while the latest one speaks against the present verdict, so that a rare probe can
    /// decide soon. Never longer than `interval`; absent: the same.
    std::optional<Duration> retry;
    unsigned lost_to_down = 4;  ///< down when so many ...
    unsigned window = 4;        ///< ... of the last so many are lost; 1..64, at least lost_to_down
    unsigned good_to_up = 10;   ///< answered in a row before a path that was up once is up again
    /// The same for the first time up: there is no death behind it that a second one could follow, and until
    /// a first tunnel is up nothing is carried at all.
    unsigned good_to_first_up = 3;
    unsigned loss_window = 100;           ///< requests over which loss is a percentage; 1..kLongestLossWindow
    std::optional<double> down_loss_pct;  ///< more of loss_window than this lost: down
    /// So long without a loss before up again. Not for the first time up.
    Duration clean{};
    DegradedThresholds degraded;
};

/// Says which setting is out of its range. Probes take only settings that pass.
Result<void> check(const ProbeSettings& settings);

/// Settings with a name, and how long a path stays down at least with them.
struct Profile {
    ProbeSettings settings;
    Duration hold;
};
/// A dead path is found in less than 300 ms; 25 requests a second. For round trip times under 100 ms.
[[nodiscard]] Profile fast_profile();
/// In less than a second.
[[nodiscard]] Profile default_profile();
/// Within 36 s, for the price of some 12 kB an hour and direction.
[[nodiscard]] Profile metered_profile();

}  // namespace hawser::health
