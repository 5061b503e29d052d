// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/ids.h"
#include "base/ip_address.h"
#include "health/path_state.h"

namespace hawser::health {

/// Send `icmp` to `target` by the tunnel's own interface, now: the timeout runs already.
struct SendProbe {
    TunnelId tunnel;
    IpAddress target;
    std::optional<IpAddress> source;
    uint16_t icmp_id = 0;   ///< host byte order, as in `icmp`
    uint16_t sequence = 0;  ///< host byte order, as in `icmp`
    Bytes icmp;             ///< the whole ICMP message; IPv6: without its checksum, which the kernel computes
};

/// The tunnel's path has changed: the data plane's state is to be written, and people are to be told.
struct StateChanged {
    TunnelId tunnel;
    PathState old_state = PathState::kDown;
    PathState new_state = PathState::kDown;
    std::string reason;  ///< a sentence for people, without the tunnel's name and full stop
    TimePoint since;
};

using Action = std::variant<SendProbe, StateChanged>;

}  // namespace hawser::health
