// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/result.h"

namespace hawser::health {

/// Of a path that flaps, in the manner of RFC 2439, 4.2: each failure costs a penalty of 1000, which decays.
struct DampingSettings {
    bool on = true;
    Duration half_life = std::chrono::seconds(60);
    double suppress = 2000;  ///< above: the path is damped ...
    double reuse = 1000;     ///< ... until the penalty is below this
    Duration max_suppress = std::chrono::minutes(5);
};

/// Says which setting is out of its range.
Result<void> check(const DampingSettings& settings);

/// The figure of merit of one path.
class Damping {
 public:
    static constexpr double kPenalty = 1000;

    /// The path has gone down.
    void failed(TimePoint now, const DampingSettings& settings);
    /// Until when the path is damped; nothing: it is not.
    [[nodiscard]] std::optional<TimePoint> until(TimePoint now) const;
    /// Since the penalty was last below half of `reuse`: then the past is forgotten.
    [[nodiscard]] unsigned failures() const { return failures_; }
    /// `damped for 48 s more after 5 failures`
    [[nodiscard]] std::string sentence(TimePoint now) const;

 private:
    double penalty_ = 0;
    TimePoint counted_at_{};
    unsigned failures_ = 0;
    std::optional<TimePoint> until_;
};

}  // namespace hawser::health
