// SPDX-License-Identifier: BSD-2-Clause
#include "health/stamp/stamp_directions.h"

namespace hawser::health {
namespace {

/// Numbers wrap; a difference of neighbours does not.
int32_t distance(uint32_t from, uint32_t to) {
    return static_cast<int32_t>(to - from);
}

void smooth(std::optional<Duration>& jitter, Duration before, Duration now) {
    const Duration difference = std::chrono::abs(now - before);
    const Duration old = jitter.value_or(Duration::zero());
    jitter = old + (difference - old) / 16;
}

}  // namespace

void StampDirections::record(const StampSample& sample) {
    if (!samples_.empty()) {
        const StampSample& last = samples_.back();
        // One that was overtaken says nothing of its neighbours.
        if (distance(last.sent_number, sample.sent_number) <= 0) return;
        // A reflector that has begun to count anew.
        if (distance(last.reflected_number, sample.reflected_number) <= 0) samples_.clear();
    }
    if (!samples_.empty()) {
        const StampSample& last = samples_.back();
        smooth(jitter_out_, last.arrived - last.sent, sample.arrived - sample.sent);
        smooth(jitter_in_, last.received - last.answered, sample.received - sample.answered);
    }
    if (sample.reflected_number != sample.sent_number) stateful_ = true;
    samples_.push_back(sample);
    while (distance(samples_.front().sent_number, sample.sent_number) > static_cast<int32_t>(window_))
        samples_.pop_front();
}

void StampDirections::restart() {
    *this = StampDirections(window_);
}

bool StampDirections::counts() const {
    return stateful_ && samples_.size() > 1;
}

std::optional<double> StampDirections::loss_out_pct() const {
    if (!counts()) return std::nullopt;
    const double sent = distance(samples_.front().sent_number, samples_.back().sent_number);
    const double arrived = distance(samples_.front().reflected_number, samples_.back().reflected_number);
    return arrived < sent ? 100.0 * (sent - arrived) / sent : 0.0;
}

std::optional<double> StampDirections::loss_in_pct() const {
    if (!counts()) return std::nullopt;
    const double answered = distance(samples_.front().reflected_number, samples_.back().reflected_number);
    const auto heard = static_cast<double>(samples_.size() - 1);
    return heard < answered ? 100.0 * (answered - heard) / answered : 0.0;
}

}  // namespace hawser::health
