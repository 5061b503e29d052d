// SPDX-License-Identifier: BSD-2-Clause
#include "health/probe/judge.h"

#include <fmt/format.h>

namespace hawser::health {

void Judge::start(TimePoint now, PathState presumed, bool first) {
    state_ = presumed;
    first_ = first;
    clean_since_ = now;
    recent_.clear();
    share_.clear();
    cause_ = presumed == PathState::kDown ? "no probe answered yet" : "nothing speaks against it";
}

void Judge::update(const ProbeSettings& settings) {
    if (settings.loss_window != settings_.loss_window) share_ = LossShare(settings.loss_window);
    settings_ = settings;
}

void Judge::record(TimePoint now, bool answered, const Statistics& statistics, const std::string& subject,
                   const LossDetail& detail) {
    recent_.record(answered);
    share_.record(answered);
    if (!answered) clean_since_ = now;
    if (state_ == PathState::kDown) return judge_down(now);
    judge_up(statistics, subject, detail);
}

void Judge::condemn(const std::string& subject, const std::string& why) {
    if (state_ != PathState::kDown) set(PathState::kDown, fmt::format("probe to {}: {}", subject, why));
}

void Judge::judge_down(TimePoint now) {
    if (recent_.good_in_a_row() < good_needed()) return;
    if (!first_ && !eager_ && now - clean_since_ < settings_.clean) return;
    set(PathState::kUp, fmt::format("{} probes in a row answered", recent_.good_in_a_row()));
}

void Judge::judge_up(const Statistics& statistics, const std::string& subject, const LossDetail& detail) {
    const unsigned lost = recent_.lost_of_last(settings_.window);
    if (lost >= settings_.lost_to_down)
        return set(PathState::kDown, lost_sentence(settings_, subject, lost, detail));
    if (settings_.down_loss_pct && share_pct() > *settings_.down_loss_pct)
        return set(PathState::kDown,
                   share_sentence(share_pct(), share_.window(), subject, *settings_.down_loss_pct));
    const std::string complained = complaint(statistics);
    if (!complained.empty()) return set(PathState::kDegraded, complained);
    if (state_ == PathState::kDegraded)
        set(PathState::kUp, "loss, round trip time and jitter are good again");
}

double Judge::share_pct() const {
    // Of the whole window: the first loss of a path that has just begun is not 100 %.
    return 100.0 * static_cast<double>(share_.lost()) / static_cast<double>(share_.window());
}

std::string Judge::complaint(const Statistics& statistics) const {
    const DegradedThresholds& thresholds = settings_.degraded;
    const double part = state_ == PathState::kDegraded ? 0.5 : 1.0;
    const auto exceeds = [part](std::optional<Duration> value, std::optional<Duration> threshold) {
        return value && threshold &&
               static_cast<double>(value->count()) > part * static_cast<double>(threshold->count());
    };
    if (thresholds.loss_pct && share_pct() > part * *thresholds.loss_pct)
        return fmt::format("loss {:.1f} %, threshold {:.1f} %", share_pct(), *thresholds.loss_pct);
    if (exceeds(statistics.rtt(), thresholds.rtt))
        return fmt::format("round trip time {}, threshold {}", describe(*statistics.rtt()),
                           describe(*thresholds.rtt));
    if (exceeds(statistics.jitter(), thresholds.jitter))
        return fmt::format("jitter {}, threshold {}", describe(*statistics.jitter()),
                           describe(*thresholds.jitter));
    return {};
}

void Judge::set(PathState state, std::string cause) {
    cause_ = std::move(cause);
    if (state == state_) return;
    // What was lost while down must not count against the path that is up again, nor old answers for it.
    if (state == PathState::kDown || state_ == PathState::kDown) {
        recent_.clear();
        share_.clear();
    }
    if (state != PathState::kDown) first_ = false;
    state_ = state;
}

std::string Judge::progress(const LossDetail& detail) const {
    return recovery_sentence(recent_.good_in_a_row(), good_needed(), settings_.clean, detail);
}

bool Judge::is_in_doubt() const {
    if (state_ == PathState::kDown) return recent_.good_in_a_row() > 0;
    return recent_.last_was_lost();
}

}  // namespace hawser::health
