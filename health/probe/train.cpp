// SPDX-License-Identifier: BSD-2-Clause
#include "health/probe/train.h"

#include <algorithm>

namespace hawser::health {
namespace {

/// Between a probe's timeout and its verdict the event loop comes round at least once, and reads the socket.
/// After a long sleep of our process there are more answers to be read, so the look grows with the lateness.
constexpr Duration kShortestLook = std::chrono::milliseconds(5);
constexpr Duration kLongestLook = std::chrono::milliseconds(50);
/// A look that was itself late is repeated, for the process may have slept before it came to read. Not for
/// ever: a process that is always late must still find a dead path.
constexpr unsigned kMostLooks = 3;

constexpr size_t kLostKept = 16;

}  // namespace

void Train::start(TimePoint now, double phase) {
    stop();
    next_send_ = now;
    phase_ = phase;
}

void Train::stop() {
    next_send_.reset();
    waiting_.clear();
    lost_.clear();
}

Duration Train::gap(Duration interval) {
    if (!phase_) return interval;
    const double part = 0.5 + *phase_ / 2;
    phase_.reset();
    return Duration(static_cast<Duration::rep>(static_cast<double>(interval.count()) * part));
}

uint16_t Train::send(TimePoint now, Duration interval, Duration timeout) {
    const uint16_t sequence = next_sequence_++;
    waiting_.push_back({sequence, now, now + timeout, 0});
    // On the grid, so that being late now and then does not stretch the time to detection; but never two
    // close together, because one short disturbance would take both, and never a burst to make up for a long
    // sleep.
    next_send_ = std::max(*next_send_ + gap(interval), now + interval / 2);
    return sequence;
}

Train::Answer Train::answer(TimePoint received_at, uint16_t sequence) {
    const auto is_it = [sequence](const Probe& probe) { return probe.sequence == sequence; };
    for (auto* probes : {&waiting_, &lost_}) {
        const auto probe = std::find_if(probes->begin(), probes->end(), is_it);
        if (probe == probes->end()) continue;
        const Duration rtt = std::max(received_at - probe->sent, Duration::zero());
        probes->erase(probe);
        return {probes == &waiting_ ? ReplyVerdict::kAnswered : ReplyVerdict::kLate, rtt};
    }
    return {};
}

unsigned Train::take_lost(TimePoint now) {
    unsigned count = 0;
    for (auto probe = waiting_.begin(); probe != waiting_.end();) {
        if (probe->deadline > now) {
            ++probe;
            continue;
        }
        const Duration late = now - probe->deadline;
        if (probe->looks == 0 || (probe->looks < kMostLooks && late > kShortestLook)) {
            ++probe->looks;
            probe->deadline = now + std::clamp(late, kShortestLook, kLongestLook);
            ++probe;
            continue;
        }
        lost_.push_back(*probe);
        if (lost_.size() > kLostKept) lost_.pop_front();
        probe = waiting_.erase(probe);
        ++count;
    }
    return count;
}

std::optional<TimePoint> Train::next_timeout() const {
    std::optional<TimePoint> next = next_send_;
    for (const Probe& probe : waiting_)
        next = std::min(next.value_or(probe.deadline), probe.deadline);
    return next;
}

}  // namespace hawser::health
