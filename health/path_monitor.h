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
#include "health/sentences.h"

namespace hawser::health {

/// One tunnel's path: what probes, IKE and the link say of it, and the state that follows.
class PathMonitor {
 public:
    PathMonitor(TimePoint now, PathConfig config, uint64_t cookie);

    void update(TimePoint now, PathConfig config);
    void handle_link(TimePoint now, bool up, const std::string& reason);
    void handle_ike(TimePoint now, bool up, const std::string& reason);
    /// See Monitor::adopt.
    void adopt(TimePoint now, PathState state);

    /// The other tunnel that an answer came by.
    struct Detour {
        TunnelId tunnel;
        std::string name;
    };
    /// An answer by a detour is an answer: it proves that the probe left by this tunnel and that the peer
    /// lives, and the peer's choice of another way back is no reason to take this one from our own packets.
    ReplyVerdict handle_reply(TimePoint now, TimePoint received_at, uint16_t sequence,
                              std::optional<Detour> detour);
    void handle_send_error(const std::string& why) { detail_.send_error = why; }
    void handle_timeout(TimePoint now);

    [[nodiscard]] std::optional<Action> poll_action();
    [[nodiscard]] std::optional<TimePoint> next_timeout() const;
    [[nodiscard]] PathStatus status(TimePoint now) const;
    [[nodiscard]] const PathConfig& config() const { return config_; }

 private:
    struct Evidence {
        bool up = false;
        std::string reason;
    };

    [[nodiscard]] bool carried() const { return link_.up && ike_.up; }
    [[nodiscard]] bool probing() const { return carried() && config_.target.has_value(); }
    [[nodiscard]] unsigned good_needed() const;
    /// Everything but the hold time speaks for `up`.
    [[nodiscard]] bool recovered() const;
    [[nodiscard]] TimePoint hold_end() const { return was_up_ ? since_ + config_.settings.hold : since_; }

    void take_evidence(TimePoint now, Evidence& evidence, bool up, const std::string& reason);
    void start_probing(TimePoint now);
    void send_due_probe(TimePoint now);
    void count(TimePoint now, bool answered);
    /// The one place that decides: from everything known to the state that follows.
    void evaluate(TimePoint now);
    void evaluate_quality(TimePoint now);
    /// Empty: nothing is beyond its threshold.
    [[nodiscard]] std::string quality_complaint() const;
    void set_state(TimePoint now, PathState state, std::string reason);
    [[nodiscard]] const std::string& missing() const { return link_.up ? ike_.reason : link_.reason; }
    [[nodiscard]] std::string reason(TimePoint now) const;

    PathConfig config_;
    uint64_t cookie_;
    Evidence link_{false, "the uplink's state is not known yet"};
    Evidence ike_{false, "no IKE SA yet"};
    ProbeTrain train_;
    LossWindow window_;
    PathStatistics statistics_;
    LossDetail detail_;
    std::optional<Detour> detour_;
    PathState state_ = PathState::kDown;
    TimePoint since_;
    bool was_up_ = false;
    std::string cause_;  ///< why the state was entered
    std::deque<Action> actions_;
};

}  // namespace hawser::health
