// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/reconnect.h"

#include <algorithm>
#include <limits>

#include "ike/engine/random_numbers.h"

namespace hawser::ike {

Duration reconnect_delay(const ReconnectPolicy& policy, unsigned failures, double fraction) {
    // Doubling in steps, so that a connection that has failed for a year does not overflow.
    Duration delay = policy.base;
    for (unsigned i = 1; i < failures && delay < policy.cap; ++i) {
        delay *= 2;
    }
    delay = std::min(delay, policy.cap);
    const double share = 1.0 - std::clamp(policy.jitter, 0.0, 1.0) * fraction;
    return Duration(static_cast<Duration::rep>(static_cast<double>(delay.count()) * share));
}

void Reconnect::start_now(TimePoint now) {
    due_ = now;
    failures_ = 0;
}

void Reconnect::after_failure(const ReconnectPolicy& policy, RandomSource& random, TimePoint now) {
    if (failures_ < std::numeric_limits<unsigned>::max()) ++failures_;
    due_ = now + reconnect_delay(policy, failures_, random_fraction(random));
}

}  // namespace hawser::ike
