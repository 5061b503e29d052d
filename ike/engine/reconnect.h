// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>

#include "base/clock.h"
#include "base/random.h"
#include "ike/engine/connection.h"

namespace hawser::ike {

/// When a connection is started next. Failures in a row lengthen the wait up to the policy's cap; attempts
/// never stop.
class Reconnect {
 public:
    /// The next attempt is due now, and failures are forgotten.
    void start_now(TimePoint now);
    /// The first attempt is due then.
    void start_at(TimePoint at) { due_ = at; }
    /// An attempt failed, or an SA that was up has gone: the next attempt waits by the policy.
    void after_failure(const ReconnectPolicy& policy, RandomSource& random, TimePoint now);
    /// An attempt has begun, or there is an SA: nothing is due until that ends.
    void begun() { due_.reset(); }
    /// An SA has held for a while: the next failure counts as the first.
    void forget_failures() { failures_ = 0; }
    /// No attempts until start_now().
    void stop() { due_.reset(); }

    [[nodiscard]] std::optional<TimePoint> due() const { return due_; }
    /// In a row.
    [[nodiscard]] unsigned failures() const { return failures_; }

 private:
    std::optional<TimePoint> due_;
    unsigned failures_ = 0;
};

/// The wait before attempt `failures` (1 is the first retry), with `fraction` in [0, 1) as the dice.
[[nodiscard]] Duration reconnect_delay(const ReconnectPolicy& policy, unsigned failures, double fraction);

}  // namespace hawser::ike
