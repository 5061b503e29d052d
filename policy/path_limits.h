// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>

#include "base/clock.h"

namespace hawser::policy {

/// What a path has to be like for some traffic; an absent one is not asked for.
struct PathLimits {
    std::optional<double> loss_pct;
    std::optional<Duration> delay;  ///< round trip
    std::optional<Duration> jitter;
};

/// What has been measured of a path; what is absent is not held against it.
struct PathQuality {
    std::optional<double> loss_pct;
    std::optional<Duration> delay;
    std::optional<Duration> jitter;
};

/// A path that is beyond a limit is so at once; it is within them again at nine tenths of each, and after a
/// while, so that a value at a limit does not swing.
class LimitJudge {
 public:
    /// So long within the limits before it counts.
    static constexpr Duration kCalm = std::chrono::seconds(10);

    /// True where within() has changed.
    bool take(TimePoint now, const PathLimits& limits, const PathQuality& quality);
    [[nodiscard]] bool within() const { return within_; }

 private:
    bool within_ = true;
    std::optional<TimePoint> calm_since_;
};

}  // namespace hawser::policy
