// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "base/clock.h"

namespace hawser::policy {

/// When a path is left for its loss, and when it may come back.
struct LossRule {
    double most_pct = 0;  ///< above it the path is set aside; 0: never
    Duration clear{};     ///< so long without a loss before it comes back
};

/// What is known of a path at one moment.
struct LossSample {
    bool up = false;        ///< it carries at all
    uint64_t sent = 0;      ///< probes, since the daemon began
    uint64_t answered = 0;  ///< of these, in time
    bool loses = false;     ///< one of the latest was lost: those that the status counts
};

/// One path's loss over time: set aside at once, back slowly. A path that was down comes back the same way,
/// since that was a loss of everything; its first time up does not wait.
class LossJudge {
 public:
    /// So many probes are looked at; what was lost while the path was down is not among them.
    static constexpr uint64_t kWindow = 100;
    /// Fewer say nothing.
    static constexpr uint64_t kLeast = 20;

    explicit LossJudge(LossRule rule = {}) : rule_(rule) {}

    void set_rule(LossRule rule) { rule_ = rule; }
    /// Takes note of the path as it is at `now`; true where set_aside() has changed by it.
    bool take(TimePoint now, const LossSample& sample);
    /// Another program of ours has set it aside before: the wait begins anew.
    void adopt(TimePoint now);

    [[nodiscard]] bool set_aside() const { return set_aside_; }
    /// Of a path that is set aside and up: how long until it comes back if nothing is lost.
    [[nodiscard]] Duration left(TimePoint now) const;
    /// Percent; absent: not known yet.
    [[nodiscard]] std::optional<double> loss_pct() const;

 private:
    struct Count {
        uint64_t sent = 0;
        uint64_t answered = 0;
    };
    void count(const LossSample& sample);
    void judge(TimePoint now, const LossSample& sample);

    LossRule rule_;
    bool set_aside_ = false;
    bool was_up_ = false;
    std::deque<Count> counts_;  ///< while the path is up, oldest first
    TimePoint clear_since_{};
};

}  // namespace hawser::policy
