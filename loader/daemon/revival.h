// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "base/random.h"

namespace hawser::loader {

/// When IKE is asked to begin anew with a tunnel that carries nothing while its uplink could: at once when
/// the path dies or the uplink comes back, for a while so often that a peer which has been started again is
/// found within two seconds, and then ever more seldom. Each wait is drawn anew, so that the branches of a
/// hub do not come in step.
class Revival {
 public:
    /// Between two calls as long as the path has died lately: a gateway that reboots is back by then.
    static constexpr Duration kEager = std::chrono::milliseconds(1500);
    static constexpr Duration kEagerFor = std::chrono::minutes(2);
    /// After that the wait doubles with each call, up to this.
    static constexpr Duration kSeldom = std::chrono::minutes(1);
    /// Of each wait, at most this share is taken off.
    static constexpr double kJitter = 0.3;

    explicit Revival(RandomSource& random) : random_(random) {}

    /// What is known of the tunnel's path: `usable`, its uplink could carry it, and `dead`, it carries
    /// nothing.
    void note(TunnelId tunnel, bool usable, bool dead, TimePoint now);
    void forget(TunnelId tunnel) { paths_.erase(tunnel); }

    /// Tunnels whose time has come; each has its next time with this call.
    [[nodiscard]] std::vector<TunnelId> due(TimePoint now);
    [[nodiscard]] std::optional<TimePoint> next() const;

 private:
    struct Path {
        bool usable = false;
        bool dead = true;
        TimePoint since{};  ///< it is dead although it could live
        Duration wait = kEager;
        std::optional<TimePoint> next;  ///< only then
    };
    void plan(Path& path, TimePoint now);

    RandomSource& random_;
    std::map<TunnelId, Path> paths_;
};

}  // namespace hawser::loader
