// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/ids.h"
#include "base/ip_address.h"
#include "base/result.h"

namespace hawser::health {

/// Above one of these an `up` path is `degraded`; back at half of it, so that a value at the threshold does
/// not swing. Absent: not judged by it.
struct DegradedThresholds {
    std::optional<double> loss_pct;  ///< of the last 64 probes
    std::optional<Duration> rtt;
    std::optional<Duration> jitter;
};

/// How one tunnel is probed. The defaults find a dead path within interval x lost_to_down + timeout = 950 ms
/// of the first lost packet, and four independent losses in a row at 1 % loss come once in six years.
struct ProbeSettings {
    Duration interval = std::chrono::milliseconds(200);
    Duration timeout = std::chrono::milliseconds(150);
    unsigned lost_to_down = 4;  ///< down when so many ...
    unsigned window = 4;        ///< ... of the last so many are lost; 1..64, at least lost_to_down
    unsigned good_to_up = 10;   ///< answered in a row before a path that was up once is up again
    /// The same for the first time up: there is no death behind it that a second one could follow, and until
    /// a first tunnel is up nothing is carried at all.
    unsigned good_to_first_up = 3;
    /// At least so long down before up again. Not for the first time up.
    Duration hold = std::chrono::seconds(3);
    DegradedThresholds degraded;
};

/// Says which setting is out of its range. The monitor takes only settings that pass.
Result<void> check(const ProbeSettings& settings);

/// One tunnel as the monitor knows it.
struct PathConfig {
    TunnelId tunnel;
    std::string name;                 ///< for the sentences: `pop/wan1`
    std::optional<IpAddress> target;  ///< absent: no probes, the state follows IKE and the link
    std::optional<IpAddress> source;  ///< of the target's family; handed on in SendProbe
    uint16_t icmp_id = 0;             ///< unique among the tunnels, host byte order
    ProbeSettings settings;
};

}  // namespace hawser::health
