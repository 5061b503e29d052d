// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.h"
#include "health/path_state.h"
#include "health/rtt_histogram.h"

namespace hawser::health {

/// What `hawser status` shows of one probe. Absent numbers have not been measured.
struct ProbeStatus {
    std::string label;  ///< `icmp 10.2.0.1`
    PathState state = PathState::kDown;
    std::string reason;              ///< why it is of this opinion, as of now
    std::optional<Duration> rtt;     ///< smoothed as in RFC 6298
    std::optional<Duration> jitter;  ///< mean deviation between neighbours, as in RFC 3550 section 6.4.1
    std::optional<double> loss_pct;  ///< over the loss window
    /// Of each direction, where STAMP's reflector tells.
    std::optional<double> loss_out_pct;
    std::optional<double> loss_in_pct;
    std::optional<Duration> jitter_out;
    std::optional<Duration> jitter_in;
    uint64_t sent = 0;
    uint64_t answered = 0;
    uint64_t late = 0;  ///< answered after the timeout, so counted as lost
    RttHistogram rtts;  ///< of all answers
};

}  // namespace hawser::health
