// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "health/action.h"
#include "health/path_state.h"
#include "health/probe/answer.h"
#include "health/probe/config.h"
#include "health/probe/probe_status.h"

namespace hawser::health {

/// One way to look at one path. Sans-IO: told the time and what has arrived, it says by poll_send() what is
/// to be sent. It judges by itself; the path's monitor combines the verdicts.
class Probe {
 public:
    Probe() = default;
    Probe(const Probe&) = delete;
    Probe& operator=(const Probe&) = delete;
    virtual ~Probe() = default;

    /// IKE and the uplink carry the path from now on. `presumed`: what the verdict is until something speaks
    /// against it. `first`: the path has never been up.
    virtual void start(TimePoint now, PathState presumed, bool first) = 0;
    /// They carry it no longer: what is under way says nothing about the path.
    virtual void stop() = 0;
    /// Other settings, the same question: see ProbeConfig::asks_otherwise.
    virtual void update(TimePoint now, ProbeConfig config) = 0;

    /// Nothing else carries the peer's traffic, so that little proof is better than waiting.
    virtual void set_eager(bool /*eager*/) {}

    virtual ReplyVerdict handle_answer(TimePoint now, const ProbeAnswer& answer) = 0;
    /// The latest request could not be sent.
    virtual void handle_send_error(const std::string& why) = 0;
    virtual void handle_timeout(TimePoint now) = 0;
    [[nodiscard]] virtual std::optional<SendProbe> poll_send() = 0;
    [[nodiscard]] virtual std::optional<TimePoint> next_timeout() const = 0;

    /// Whether it counts for the quorum. One that does not can object all the same.
    [[nodiscard]] virtual bool votes() const { return true; }
    [[nodiscard]] virtual const ProbeConfig& config() const = 0;
    [[nodiscard]] virtual PathState state() const = 0;
    /// Why it came to its verdict.
    [[nodiscard]] virtual const std::string& cause() const = 0;
    /// While `down`: what is known besides of the way back up.
    [[nodiscard]] virtual std::string progress() const = 0;
    [[nodiscard]] virtual const std::optional<Detour>& detour() const = 0;
    [[nodiscard]] virtual ProbeStatus status() const = 0;
};

}  // namespace hawser::health
