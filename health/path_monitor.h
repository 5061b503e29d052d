// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/ids.h"
#include "health/action.h"
#include "health/damping.h"
#include "health/path_config.h"
#include "health/path_status.h"
#include "health/probe_set.h"

namespace hawser::health {

/// One tunnel's path: what probes, IKE and the link say of it, and the state that follows.
class PathMonitor {
 public:
    PathMonitor(TimePoint now, PathConfig config, uint64_t cookie);

    void update(TimePoint now, PathConfig config);
    void handle_link(TimePoint now, bool up, const std::string& reason);
    void handle_ike(TimePoint now, bool up, const std::string& reason);
    /// See Monitor::set_context.
    void set_context(const std::string& sentence) { context_ = sentence; }
    /// No path of its group is up: neither hold time nor damping nor a long row of answers is waited for.
    void set_eager(TimePoint now, bool eager);
    [[nodiscard]] bool is_eager() const { return eager_; }
    [[nodiscard]] PathState state() const { return state_; }
    /// See Monitor::adopt.
    void adopt(TimePoint now, PathState state);

    /// An answer by a detour is an answer: it proves that the request left by this tunnel and that the peer
    /// lives, and the peer's choice of another way back is no reason to take this one from our own packets.
    ReplyVerdict handle_answer(TimePoint now, uint8_t probe, const ProbeAnswer& answer);
    void handle_send_error(uint8_t probe, const std::string& why);
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
    /// What the probes say, or what IKE and the link say where there are none.
    [[nodiscard]] PathState seen() const { return probes_.empty() ? PathState::kUp : probes_.state(); }
    /// Everything but the hold time and damping speaks for `up`.
    [[nodiscard]] bool recovered() const { return carried() && seen() != PathState::kDown; }
    [[nodiscard]] TimePoint hold_end() const { return was_up_ ? since_ + config_.settings.hold : since_; }
    [[nodiscard]] bool is_damped(TimePoint now) const { return !eager_ && damping_.until(now).has_value(); }
    /// Of the hold time and of damping.
    [[nodiscard]] TimePoint wait_end() const;

    void take_evidence(TimePoint now, Evidence& evidence, bool up, const std::string& reason);
    /// The one place that decides: from everything known to the state that follows.
    void evaluate(TimePoint now);
    void set_state(TimePoint now, PathState state, std::string reason);
    [[nodiscard]] Decider decider() const;
    [[nodiscard]] const std::string& missing() const { return link_.up ? ike_.reason : link_.reason; }
    [[nodiscard]] std::string reason(TimePoint now) const;
    [[nodiscard]] std::string waiting_sentence(TimePoint now) const;
    [[nodiscard]] std::string with_context(std::string sentence) const;

    PathConfig config_;
    Evidence link_{false, "the uplink's state is not known yet"};
    Evidence ike_{false, "no IKE SA yet"};
    ProbeSet probes_;
    Damping damping_;
    std::optional<TimePoint> last_answer_;
    PathState state_ = PathState::kDown;
    TimePoint since_;
    bool was_up_ = false;
    bool eager_ = false;
    std::string cause_;    ///< why the state was entered
    std::string context_;  ///< what is known of the way outside the tunnel
    std::deque<Action> actions_;
};

}  // namespace hawser::health
