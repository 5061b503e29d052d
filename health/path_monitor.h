// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/ids.h"
#include "health/action.h"
#include "health/loss_window.h"
#include "health/path_config.h"
#include "health/path_statistics.h"
#include "health/path_status.h"
#include "health/probe_train.h"

namespace hawser::health {

/// One tunnel's path: what probes, IKE and the link say of it, and the state that follows.
class PathMonitor {
 public:
    PathMonitor(TimePoint now, PathConfig config, uint64_t cookie);

    void update(TimePoint now, PathConfig config);
    void handle_link(TimePoint now, bool up, const std::string& reason);
    void handle_ike(TimePoint now, bool up, const std::string& reason);
    /// `other_name` is the name of the other tunnel that the answer came by; absent: by this one.
    ReplyVerdict handle_reply(TimePoint now, TimePoint received_at, uint16_t sequence,
                              std::optional<TunnelId> other, const std::string& other_name);
    void handle_send_error(uint16_t sequence, const std::string& why);
    void handle_timeout(TimePoint now);

    [[nodiscard]] std::optional<Action> poll_action();
    [[nodiscard]] std::optional<TimePoint> next_timeout() const;
    [[nodiscard]] PathStatus status() const;
    [[nodiscard]] const PathConfig& config() const { return config_; }

 private:
    struct Evidence {
        bool up = false;
        std::string reason;
    };

    [[nodiscard]] bool carried() const { return link_.up && ike_.up; }
    [[nodiscard]] bool probing() const { return carried() && config_.target.has_value(); }
    [[nodiscard]] TimePoint hold_end() const;
    void take_evidence(TimePoint now, Evidence& evidence, bool up, const std::string& reason);
    void send_due_probe(TimePoint now);
    void count(TimePoint now, bool answered);
    /// The one place that decides: from everything known to the state that follows.
    void evaluate(TimePoint now);
    void evaluate_probes(TimePoint now);
    void evaluate_quality(TimePoint now);
    void set_state(TimePoint now, PathState state, std::string reason);
    [[nodiscard]] std::string down_reason() const;
    [[nodiscard]] std::string lost_sentence() const;
    [[nodiscard]] std::string recovery_sentence() const;

    PathConfig config_;
    uint64_t cookie_;
    Evidence link_;
    Evidence ike_;
    ProbeTrain train_;
    LossWindow window_;
    PathStatistics statistics_;
    PathState state_ = PathState::kDown;
    TimePoint since_;
    bool was_up_ = false;
    std::string cause_;       ///< why the state was entered
    std::string send_error_;  ///< of the latest probe, empty: it left
    std::optional<TunnelId> answers_by_;
    std::string answers_by_name_;
    std::deque<Action> actions_;
};

}  // namespace hawser::health
