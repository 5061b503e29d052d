// SPDX-License-Identifier: BSD-2-Clause
#include "health/path_statistics.h"

#include <algorithm>

namespace hawser::health {

void PathStatistics::record_answer(Duration rtt) {
    ++answered_;
    // RFC 6298 section 2: the first sample is taken as it is, later ones weigh 1/8.
    rtt_ = rtt_ ? *rtt_ + (rtt - *rtt_) / 8 : rtt;
    if (previous_rtt_) {
        const Duration difference = std::chrono::abs(rtt - *previous_rtt_);
        const Duration before = jitter_.value_or(Duration::zero());
        // RFC 3550 section 6.4.1.
        jitter_ = before + (difference - before) / 16;
    }
    previous_rtt_ = rtt;
}

void PathStatistics::record_outcome(bool answered) {
    lost_[next_] = !answered;
    next_ = (next_ + 1) % kWindow;
    outcomes_ = std::min(outcomes_ + 1, kWindow);
}

void PathStatistics::restart() {
    rtt_.reset();
    jitter_.reset();
    previous_rtt_.reset();
    lost_.reset();
    next_ = 0;
    outcomes_ = 0;
}

std::optional<double> PathStatistics::loss_pct() const {
    if (outcomes_ == 0) return std::nullopt;
    return 100.0 * static_cast<double>(lost_.count()) / static_cast<double>(outcomes_);
}

}  // namespace hawser::health
