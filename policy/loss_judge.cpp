// SPDX-License-Identifier: BSD-2-Clause
#include "policy/loss_judge.h"

#include <algorithm>

namespace hawser::policy {

bool LossJudge::take(TimePoint now, const LossSample& sample) {
    const bool before = set_aside_;
    count(sample);
    if (rule_.most_pct <= 0) {
        set_aside_ = false;
    } else {
        judge(now, sample);
    }
    was_up_ = was_up_ || sample.up;
    return set_aside_ != before;
}

void LossJudge::count(const LossSample& sample) {
    // A monitor that starts anew counts from 0.
    if (!sample.up || (!counts_.empty() && sample.sent < counts_.back().sent)) counts_.clear();
    if (!sample.up) return;
    counts_.push_back({sample.sent, sample.answered});
    while (counts_.size() > 2 && counts_.back().sent - counts_[1].sent >= kWindow)
        counts_.pop_front();
}

std::optional<double> LossJudge::loss_pct() const {
    if (counts_.empty()) return std::nullopt;
    const uint64_t sent = counts_.back().sent - counts_.front().sent;
    const uint64_t answered = std::min(sent, counts_.back().answered - counts_.front().answered);
    if (sent < kLeast) return std::nullopt;
    return 100.0 * static_cast<double>(sent - answered) / static_cast<double>(sent);
}

void LossJudge::judge(TimePoint now, const LossSample& sample) {
    const auto loss = loss_pct();
    const bool lossy = loss && *loss > rule_.most_pct;
    if (!sample.up || lossy || sample.loses) clear_since_ = now;
    if (lossy || (!sample.up && was_up_)) set_aside_ = true;
    if (set_aside_ && sample.up && left(now) == Duration::zero()) set_aside_ = false;
}

void LossJudge::adopt(TimePoint now) {
    set_aside_ = true;
    was_up_ = true;
    clear_since_ = now;
}

Duration LossJudge::left(TimePoint now) const {
    return std::max(Duration::zero(), clear_since_ + rule_.clear - now);
}

}  // namespace hawser::policy
