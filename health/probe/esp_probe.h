// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "health/probe/probe.h"

namespace hawser::health {

/// Looks at the tunnel's own traffic: what is sent by it must be answered by it, while another tunnel of the
/// peer shows that the peer is there. It sends nothing, and without traffic it has no opinion; so it counts
/// as an objection only, never as a vote for the path.
class EspProbe : public Probe {
 public:
    EspProbe(ProbeId id, ProbeConfig config);

    void start(TimePoint now, PathState presumed, bool first) override;
    void stop() override;
    void update(TimePoint now, ProbeConfig config) override;
    ReplyVerdict handle_answer(TimePoint now, const ProbeAnswer& answer) override;
    void handle_send_error(const std::string& /*why*/) override {}
    void handle_timeout(TimePoint now) override;
    [[nodiscard]] std::optional<SendProbe> poll_send() override;
    [[nodiscard]] std::optional<TimePoint> next_timeout() const override { return next_look_; }
    [[nodiscard]] bool votes() const override { return false; }
    [[nodiscard]] const ProbeConfig& config() const override { return config_; }
    [[nodiscard]] PathState state() const override { return state_; }
    [[nodiscard]] const std::string& cause() const override { return cause_; }
    [[nodiscard]] std::string progress() const override { return cause_; }
    [[nodiscard]] const std::optional<Detour>& detour() const override { return detour_; }
    [[nodiscard]] ProbeStatus status() const override;

 private:
    void compare(const TrafficCounters& before, const TrafficCounters& now);
    void back(std::string cause);

    ProbeId id_;
    ProbeConfig config_;
    std::optional<TimePoint> next_look_;
    bool wants_counters_ = false;
    std::optional<TrafficCounters> last_;
    unsigned silent_looks_ = 0;
    unsigned idle_looks_ = 0;  ///< while down
    uint64_t unanswered_ = 0;
    PathState state_ = PathState::kUp;
    std::string cause_ = "no traffic yet";
    std::optional<Detour> detour_;  ///< never there
    uint64_t looks_ = 0;
};

}  // namespace hawser::health
