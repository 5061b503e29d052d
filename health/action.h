// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/ids.h"
#include "health/path_state.h"
#include "health/probe/answer.h"

namespace hawser::health {

/// Send a request of the probe by the tunnel's own interface, now: the timeout runs already.
struct SendProbe {
    ProbeId id;
    uint32_t sequence = 0;
    TimePoint deadline;  ///< what comes after it is late
    /// ICMP: the whole message, IPv6 without its checksum, which the kernel computes. Empty where whoever
    /// sends knows what to ask.
    Bytes bytes;
};

/// Whose word a change of state follows.
enum class Decider : uint8_t { kLink, kIke, kProbes };
/// `link`, `ike`, `probes`.
[[nodiscard]] constexpr std::string_view to_string(Decider decider) {
    switch (decider) {
        case Decider::kLink:
            return "link";
        case Decider::kIke:
            return "ike";
        case Decider::kProbes:
            break;
    }
    return "probes";
}

/// The tunnel's path has changed: the data plane's state is to be written, and people are to be told.
struct StateChanged {
    TunnelId tunnel;
    PathState old_state = PathState::kDown;
    PathState new_state = PathState::kDown;
    std::string reason;  ///< a sentence for people, without the tunnel's name and full stop
    TimePoint since;
    Decider decider = Decider::kProbes;
    /// Since the latest answer to a probe: for so long flows may have sent into nothing. Absent: none came.
    std::optional<Duration> unheard;
};

using Action = std::variant<SendProbe, StateChanged>;

}  // namespace hawser::health
