// SPDX-License-Identifier: BSD-2-Clause
#include "policy/path_limits.h"

namespace hawser::policy {
namespace {

constexpr double kReturn = 0.9;

double number(double value) {
    return value;
}

double number(Duration value) {
    return static_cast<double>(value.count());
}

template <typename T>
bool exceeds(const std::optional<T>& value, const std::optional<T>& limit, double part) {
    return value && limit && number(*value) > number(*limit) * part;
}

bool is_beyond(const PathLimits& limits, const PathQuality& quality, double part) {
    return exceeds(quality.loss_pct, limits.loss_pct, part) || exceeds(quality.delay, limits.delay, part) ||
           exceeds(quality.jitter, limits.jitter, part);
}

}  // namespace

bool LimitJudge::take(TimePoint now, const PathLimits& limits, const PathQuality& quality) {
    const bool before = within_;
    if (within_) {
        within_ = !is_beyond(limits, quality, 1);
        calm_since_.reset();
    } else if (is_beyond(limits, quality, kReturn)) {
        calm_since_.reset();
    } else {
        if (!calm_since_) calm_since_ = now;
        within_ = now - *calm_since_ >= kCalm;
    }
    return within_ != before;
}

}  // namespace hawser::policy
