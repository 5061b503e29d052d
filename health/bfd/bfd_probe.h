// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "health/bfd/session.h"
#include "health/probe/probe.h"

namespace hawser::health {

/// A BFD session as a probe: the peer's side takes part in the verdict, and hears of ours at once.
class BfdProbe : public Probe {
 public:
    /// After a restart of the daemon the path is presumed to be as it was for so long: the peer's session has
    /// to come up again first.
    static constexpr Duration kGrace = std::chrono::seconds(5);

    BfdProbe(ProbeId id, ProbeConfig config);

    void start(TimePoint now, PathState presumed, bool first) override;
    void stop() override;
    void update(TimePoint now, ProbeConfig config) override;
    ReplyVerdict handle_answer(TimePoint now, const ProbeAnswer& answer) override;
    void handle_send_error(const std::string& why) override { send_error_ = why; }
    void handle_timeout(TimePoint now) override;
    [[nodiscard]] std::optional<SendProbe> poll_send() override;
    [[nodiscard]] std::optional<TimePoint> next_timeout() const override;
    [[nodiscard]] const ProbeConfig& config() const override { return config_; }
    [[nodiscard]] PathState state() const override;
    [[nodiscard]] const std::string& cause() const override { return cause_; }
    [[nodiscard]] std::string progress() const override;
    [[nodiscard]] const std::optional<Detour>& detour() const override { return detour_; }
    [[nodiscard]] ProbeStatus status() const override;

 private:
    void note_state(bfd::Diagnostic remote);

    ProbeId id_;
    ProbeConfig config_;
    bfd::Session session_;
    bfd::State noted_ = bfd::State::kDown;
    bfd::Diagnostic remote_diagnostic_ = bfd::Diagnostic::kNone;
    std::optional<TimePoint> presumed_until_;
    PathState presumed_ = PathState::kDown;
    std::string cause_ = "BFD session not up yet";
    std::string send_error_;
    std::optional<Detour> detour_;  ///< never there
};

/// What tells our sessions apart at both ends.
[[nodiscard]] uint32_t bfd_discriminator(ProbeId id);
/// Whose session it is.
[[nodiscard]] ProbeId probe_of_discriminator(uint32_t discriminator);

}  // namespace hawser::health
