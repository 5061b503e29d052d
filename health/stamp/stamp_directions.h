// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "base/clock.h"

namespace hawser::health {

/// What the four times and the two sequence numbers of one answered STAMP request say. Times of the two sides
/// are of two clocks.
struct StampSample {
    uint32_t sent_number = 0;       ///< the sender's, as the reflector repeats it
    uint32_t reflected_number = 0;  ///< the reflector's own
    Duration sent{};                ///< by our clock
    Duration arrived{};             ///< by the reflector's
    Duration answered{};            ///< by the reflector's
    Duration received{};            ///< by our clock
};

/// Loss and delay variation of each direction, over a sliding window. Loss needs a reflector that counts its
/// answers (RFC 8762, 4.3.1, stateful); one that repeats our numbers shows by that: ours begin at 1, a
/// counter at 0.
class StampDirections {
 public:
    /// `window`: requests that loss is a share of.
    explicit StampDirections(unsigned window) : window_(window) {}

    void record(const StampSample& sample);
    void restart();

    /// Of the requests on their way to the reflector; nothing where the reflector does not count.
    [[nodiscard]] std::optional<double> loss_out_pct() const;
    /// Of its answers.
    [[nodiscard]] std::optional<double> loss_in_pct() const;
    /// Mean deviation between neighbours of one direction, as in RFC 3550, 6.4.1: the clocks' difference
    /// falls out.
    [[nodiscard]] std::optional<Duration> jitter_out() const { return jitter_out_; }
    [[nodiscard]] std::optional<Duration> jitter_in() const { return jitter_in_; }

 private:
    [[nodiscard]] bool counts() const;

    unsigned window_;
    std::deque<StampSample> samples_;
    bool stateful_ = false;
    std::optional<Duration> jitter_out_;
    std::optional<Duration> jitter_in_;
};

}  // namespace hawser::health
