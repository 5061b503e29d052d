// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/clock.h"

namespace hawser::ike {

/// A token bucket for what strangers can cause: `burst` at once, refilled evenly within `period`.
class RateLimiter {
 public:
    RateLimiter(unsigned burst, Duration period) : burst_(burst), period_(period), tokens_(burst) {}

    /// Takes a token if there is one.
    [[nodiscard]] bool allow(TimePoint now) {
        if (burst_ == 0) return false;
        if (now > filled_at_) {
            const double share =
                static_cast<double>((now - filled_at_).count()) / static_cast<double>(period_.count());
            tokens_ += share * burst_;
            if (tokens_ > burst_) tokens_ = burst_;
            filled_at_ = now;
        }
        if (tokens_ < 1.0) return false;
        tokens_ -= 1.0;
        return true;
    }

 private:
    unsigned burst_;
    Duration period_;
    double tokens_;
    TimePoint filled_at_{};
};

}  // namespace hawser::ike
