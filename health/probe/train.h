// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <optional>

#include "base/clock.h"
#include "health/probe/answer.h"

namespace hawser::health {

/// When requests leave and which of them are still waited for.
class Train {
 public:
    /// The first probe is due at `now`. `phase` (0..1) moves those after it, so that the trains of many
    /// tunnels that start together spread over the interval.
    void start(TimePoint now, double phase);
    /// Forgets the probes under way: nobody will answer them, and that says nothing about the path.
    void stop();
    [[nodiscard]] bool running() const { return next_send_.has_value(); }

    /// The next one leaves at that time, unless it would leave earlier.
    void send_by(TimePoint at) {
        if (next_send_) next_send_ = std::min(*next_send_, at);
    }
    [[nodiscard]] bool send_due(TimePoint now) const { return next_send_ && *next_send_ <= now; }
    /// The sequence number of the probe that leaves now.
    uint16_t send(TimePoint now, Duration interval, Duration timeout);

    struct Answer {
        ReplyVerdict verdict = ReplyVerdict::kRepeated;
        Duration rtt{};  ///< of kAnswered and kLate
    };
    Answer answer(TimePoint received_at, uint16_t sequence);

    /// How many probes are found lost as of now. A probe whose timeout has ended is never lost at once: the
    /// socket is read once more before the verdict, because our own process may have slept while the answer
    /// waited in it.
    unsigned take_lost(TimePoint now);

    [[nodiscard]] std::optional<TimePoint> next_timeout() const;

 private:
    struct Probe {
        uint16_t sequence = 0;
        TimePoint sent;
        TimePoint deadline;
        unsigned looks = 0;  ///< at the socket since the timeout ended; then the deadline is that of the look
    };
    [[nodiscard]] Duration gap(Duration interval);

    std::optional<TimePoint> next_send_;
    std::optional<double> phase_;  ///< until the second probe is planned
    uint16_t next_sequence_ = 1;
    std::deque<Probe> waiting_;
    /// Lost ones, kept a while so that an answer which was only late can be told from a repeated one.
    std::deque<Probe> lost_;
};

}  // namespace hawser::health
