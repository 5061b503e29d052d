// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/clock.h"
#include "health/probe/loss_history.h"
#include "health/rtt_histogram.h"

namespace hawser::health {

/// Round trip time, jitter and loss of one probe, for people and for the degraded thresholds.
class Statistics {
 public:
    explicit Statistics(unsigned loss_window) : losses_(loss_window) {}

    void record_sent() { ++sent_; }
    void record_answer(Duration rtt);
    void record_late() { ++late_; }
    /// One probe's fate, answered or lost.
    void record_outcome(bool answered) { losses_.record(answered); }
    /// Loss is counted anew.
    void set_loss_window(unsigned requests) { losses_ = LossShare(requests); }
    /// For a path that starts anew: an old path's round trip time says nothing about it. The totals stay.
    void restart();

    [[nodiscard]] std::optional<Duration> rtt() const { return rtt_; }
    [[nodiscard]] std::optional<Duration> jitter() const { return jitter_; }
    [[nodiscard]] std::optional<double> loss_pct() const;
    [[nodiscard]] uint64_t sent() const { return sent_; }
    [[nodiscard]] uint64_t answered() const { return answered_; }
    [[nodiscard]] uint64_t late() const { return late_; }
    [[nodiscard]] const RttHistogram& rtts() const { return rtts_; }

 private:
    std::optional<Duration> rtt_;
    std::optional<Duration> jitter_;
    std::optional<Duration> previous_rtt_;
    LossShare losses_;
    uint64_t sent_ = 0;
    uint64_t answered_ = 0;
    uint64_t late_ = 0;
    RttHistogram rtts_;
};

}  // namespace hawser::health
