// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"

namespace hawser::ike {

/// When a Child SA is rekeyed (soft), and when it must not be used any longer (hard). Named as in
/// strongSwan's swanctl.conf. Zero: no such limit, and for the hard ones: a tenth above the soft one.
struct ChildLifetime {
    Duration rekey_time = std::chrono::hours(1);
    Duration life_time{};
    /// At random up to so much is taken off rekey_time, so that the two sides and a hub's branches do not
    /// come in step. Empty: what lies between rekey_time and life_time, but no more than half of rekey_time.
    std::optional<Duration> rand_time;
    uint64_t rekey_bytes = 0;
    uint64_t life_bytes = 0;
    uint64_t rekey_packets = 0;
    uint64_t life_packets = 0;

    [[nodiscard]] Result<void> validate() const;
};

/// The same for an IKE SA: it is deleted `over_time` after the moment at which it should have been rekeyed.
struct IkeLifetime {
    Duration rekey_time = std::chrono::hours(4);
    Duration over_time{};               ///< zero: a tenth of rekey_time
    std::optional<Duration> rand_time;  ///< empty: over_time, but no more than half of rekey_time

    [[nodiscard]] Result<void> validate() const;
};

/// What the kernel counts of each SA and tells when it is reached (XFRM_MSG_EXPIRE). Zero: no limit.
struct TrafficLimits {
    uint64_t soft_bytes = 0;
    uint64_t hard_bytes = 0;
    uint64_t soft_packets = 0;
    uint64_t hard_packets = 0;
    bool operator==(const TrafficLimits&) const = default;
};

/// Points in time of one SA. Empty: never.
struct LifetimeSchedule {
    std::optional<TimePoint> rekey_at;
    std::optional<TimePoint> expire_at;
};

/// `creator`: we began the exchange that made the SA. The creator's draw is from the earlier half of the
/// random share, the other side's from the later one: if both have the same lifetimes, only one rekeys.
[[nodiscard]] LifetimeSchedule schedule(const ChildLifetime& lifetime, bool creator, RandomSource& random,
                                        TimePoint now);
[[nodiscard]] LifetimeSchedule schedule(const IkeLifetime& lifetime, bool creator, RandomSource& random,
                                        TimePoint now);
/// The soft limits are drawn likewise, from the last tenth below what is configured. Without extended
/// sequence numbers (`esn`) there is one for packets in any case: numbers must not come again (RFC
/// 4303 3.3.3).
[[nodiscard]] TrafficLimits traffic_limits(const ChildLifetime& lifetime, bool esn, bool creator,
                                           RandomSource& random);

/// The wait before an exchange is tried again that was refused for the moment (RFC 7296 2.25): not in step
/// with the peer's own wait.
[[nodiscard]] Duration retry_delay(RandomSource& random);

}  // namespace hawser::ike
