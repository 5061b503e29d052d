// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <deque>

#include "health/probe/judge.h"
#include "health/probe/probe.h"
#include "health/probe/statistics.h"
#include "health/probe/train.h"

namespace hawser::health {

/// A probe that sends requests at intervals and waits for the answer to each. What the requests are is its
/// children's business.
class TrainProbe : public Probe {
 public:
    TrainProbe(ProbeId id, ProbeConfig config);

    void start(TimePoint now, PathState presumed, bool first) override;
    void stop() override;
    void update(TimePoint now, ProbeConfig config) override;
    void set_eager(bool eager) override { judge_.set_eager(eager); }
    ReplyVerdict handle_answer(TimePoint now, const ProbeAnswer& answer) override;
    void handle_send_error(const std::string& why) override { detail_.send_error = why; }
    void handle_timeout(TimePoint now) override;
    [[nodiscard]] std::optional<SendProbe> poll_send() override;
    [[nodiscard]] std::optional<TimePoint> next_timeout() const override { return train_.next_timeout(); }
    [[nodiscard]] const ProbeConfig& config() const override { return config_; }
    [[nodiscard]] PathState state() const override { return judge_.state(); }
    [[nodiscard]] const std::string& cause() const override { return judge_.cause(); }
    [[nodiscard]] std::string progress() const override { return judge_.progress(detail_); }
    [[nodiscard]] const std::optional<Detour>& detour() const override { return detour_; }
    [[nodiscard]] ProbeStatus status() const override;

 protected:
    /// The bytes that leave; empty where whoever sends knows what to ask.
    virtual Bytes request(TimePoint now, uint16_t sequence) = 0;
    /// The sequence number that these bytes answer; nothing where they are no answer to this probe.
    [[nodiscard]] virtual std::optional<uint16_t> answered_sequence(const ProbeAnswer& answer) {
        return static_cast<uint16_t>(answer.sequence);
    }
    /// Why what answered_sequence() has just read is no good answer; empty: it is one.
    [[nodiscard]] virtual std::string refusal() const { return {}; }
    /// Of the round trip time, by the latest answer.
    [[nodiscard]] virtual Duration spent_by_peer() const { return {}; }
    /// An answer in time: for figures of the child's own.
    virtual void measure(TimePoint /*sent*/, const ProbeAnswer& /*answer*/) {}
    /// The path begins anew.
    virtual void restart_figures() {}

    [[nodiscard]] ProbeId id() const { return id_; }

 private:
    void send_if_due(TimePoint now);
    void count(TimePoint now, bool answered);

    ProbeId id_;
    ProbeConfig config_;
    Train train_;
    Judge judge_;
    Statistics statistics_;
    LossDetail detail_;
    std::optional<Detour> detour_;
    std::deque<SendProbe> sends_;
};

}  // namespace hawser::health
