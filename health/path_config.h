// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "base/result.h"
#include "health/damping.h"
#include "health/probe/config.h"

namespace hawser::health {

/// How many of a path's probes must be healthy for it to be up. With several targets a path is not down
/// because one of them is, so one is enough unless it is said otherwise.
struct Quorum {
    static constexpr unsigned kAny = 1;
    static constexpr unsigned kAll = ~0U;
    unsigned needed = kAny;

    [[nodiscard]] size_t of(size_t probes) const { return needed < probes ? needed : probes; }
};

/// What holds for a path whatever its probes are.
struct PathSettings {
    Quorum quorum;
    /// At least so long down before up again. Not for the first time up.
    Duration hold = std::chrono::seconds(3);
    DampingSettings damping;
};

/// Says which setting is out of its range. The monitor takes only settings that pass.
Result<void> check(const PathSettings& settings);

/// One tunnel as the monitor knows it.
struct PathConfig {
    TunnelId tunnel;
    /// Paths that can stand in for each other; 0: there is no such path.
    BundleId group;
    std::string name;                 ///< for the sentences: `pop/wan1`
    std::vector<ProbeConfig> probes;  ///< none: the state follows IKE and the link
    PathSettings settings;
};

}  // namespace hawser::health
