// SPDX-License-Identifier: BSD-2-Clause
#include "health/probe/statistics.h"

namespace hawser::health {

void Statistics::record_answer(Duration rtt) {
    ++answered_;
    rtts_.record(rtt);
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

void Statistics::restart() {
    rtt_.reset();
    jitter_.reset();
    previous_rtt_.reset();
    losses_.clear();
}

std::optional<double> Statistics::loss_pct() const {
    if (losses_.known() == 0) return std::nullopt;
    return 100.0 * static_cast<double>(losses_.lost()) / static_cast<double>(losses_.known());
}

}  // namespace hawser::health
