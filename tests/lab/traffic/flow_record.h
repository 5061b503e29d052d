// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace hawser::traffic {

/// Milliseconds of the monotonic clock, with fractions.
using Millis = double;

/// What one flow lived through in one phase.
struct PhaseFigures {
    Millis longest_gap_ms = 0;
    std::uint32_t sent = 0;
    std::uint32_t answered = 0;
    /// The flow's latest message, as long as neither its answer nor its successor has followed it.
    std::uint32_t waiting = 0;

    /// When the earliest of its messages that have been answered was sent.
    std::optional<Millis> first_answered_sent_ms;

    [[nodiscard]] std::uint32_t lost() const { return sent - answered - waiting; }
};

/// The book of one flow. A gap is the time between two answers, or from the last answer until now; it counts
/// in every phase that it reaches into. An answer counts in the phase in which its message was sent, once.
class FlowRecord {
 public:
    explicit FlowRecord(Millis now);

    void begin_phase(Millis now);
    /// The number of the message to send now.
    std::uint32_t sent();
    /// An answer to message `number`; one that nobody sent and a second one are ignored.
    void answered(std::uint32_t number, Millis now, Millis sent_at = 0);

    /// The figures of every phase since this flow was opened, the running one with its open gap.
    [[nodiscard]] std::vector<PhaseFigures> phases(Millis now) const;
    [[nodiscard]] bool ever_answered() const { return ever_answered_; }

 private:
    struct Phase {
        std::uint32_t first_number;
        PhaseFigures figures;
    };

    [[nodiscard]] std::size_t phase_of(std::uint32_t number) const;

    std::vector<Phase> phases_;
    std::vector<bool> answered_;
    Millis last_answer_;
    bool ever_answered_ = false;
};

}  // namespace hawser::traffic
