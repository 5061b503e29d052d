// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "health/path_state.h"
#include "health/probe/loss_history.h"
#include "health/probe/sentences.h"
#include "health/probe/settings.h"
#include "health/probe/statistics.h"

namespace hawser::health {

/// One probe's verdict, from the fate of its requests: fast down, slow up.
class Judge {
 public:
    explicit Judge(const ProbeSettings& settings) : settings_(settings), share_(settings.loss_window) {}

    /// As Probe::start.
    void start(TimePoint now, PathState presumed, bool first);
    void update(const ProbeSettings& settings);

    /// Up as for the first time: see Monitor::eager.
    void set_eager(bool eager) { eager_ = eager; }
    /// One request's fate. `subject` and `detail` are for the sentence.
    void record(TimePoint now, bool answered, const Statistics& statistics, const std::string& subject,
                const LossDetail& detail);

    /// Down at once, whatever the figures are.
    void condemn(const std::string& subject, const std::string& why);

    [[nodiscard]] PathState state() const { return state_; }
    [[nodiscard]] const std::string& cause() const { return cause_; }
    /// `3 of 10 probes in a row answered`
    [[nodiscard]] std::string progress(const LossDetail& detail) const;
    /// The latest request speaks against the verdict.
    [[nodiscard]] bool is_in_doubt() const;

 private:
    [[nodiscard]] unsigned good_needed() const {
        return first_ || eager_ ? settings_.good_to_first_up : settings_.good_to_up;
    }
    void judge_down(TimePoint now);
    void judge_up(const Statistics& statistics, const std::string& subject, const LossDetail& detail);
    [[nodiscard]] std::string complaint(const Statistics& statistics) const;
    [[nodiscard]] double share_pct() const;
    void set(PathState state, std::string cause);

    ProbeSettings settings_;
    RecentLosses recent_;
    LossShare share_;
    PathState state_ = PathState::kDown;
    std::string cause_;
    bool first_ = true;
    bool eager_ = false;
    TimePoint clean_since_{};
};

}  // namespace hawser::health
