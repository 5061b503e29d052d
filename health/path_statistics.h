// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/clock.h"

namespace hawser::health {

/// Round trip time, jitter and loss of one path, for people and for the degraded thresholds.
class PathStatistics {
 public:
    static constexpr size_t kWindow = 100;

    void record_sent() { ++sent_; }
    void record_answer(Duration rtt);
    void record_late() { ++late_; }
    /// One probe's fate, answered or lost.
    void record_outcome(bool answered);
    /// For a path that starts anew: an old path's round trip time says nothing about it. The totals stay.
    void restart();

    [[nodiscard]] std::optional<Duration> rtt() const { return rtt_; }
    [[nodiscard]] std::optional<Duration> jitter() const { return jitter_; }
    [[nodiscard]] std::optional<double> loss_pct() const;
    [[nodiscard]] size_t outcomes() const { return outcomes_; }
    [[nodiscard]] uint64_t sent() const { return sent_; }
    [[nodiscard]] uint64_t answered() const { return answered_; }
    [[nodiscard]] uint64_t late() const { return late_; }

 private:
    std::optional<Duration> rtt_;
    std::optional<Duration> jitter_;
    std::optional<Duration> previous_rtt_;
    std::bitset<kWindow> lost_;
    size_t next_ = 0;
    size_t outcomes_ = 0;
    uint64_t sent_ = 0;
    uint64_t answered_ = 0;
    uint64_t late_ = 0;
};

}  // namespace hawser::health
