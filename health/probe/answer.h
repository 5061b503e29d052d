// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/ids.h"

namespace hawser::health {

/// One of a tunnel's probes, in the order of its configuration.
struct ProbeId {
    TunnelId tunnel;
    uint8_t index = 0;
    auto operator<=>(const ProbeId&) const = default;
};

/// What became of an answer that was handed in.
enum class ReplyVerdict : uint8_t {
    kAnswered,  ///< the answer to a request that was waited for
    kLate,      ///< after the request had been counted as lost; noted, but it stays lost
    kNotOurs,   ///< no answer to a request of ours
    kRepeated,  ///< a second answer to the same request, or one to a request of long ago
};

/// The other tunnel that an answer came by.
struct Detour {
    TunnelId tunnel;
    std::string name;
};

/// What has gone by a tunnel since it exists.
struct TrafficCounters {
    uint64_t packets_out = 0;
    uint64_t packets_in = 0;
    bool another_answers = false;  ///< another tunnel of the peer received something since the last look
};

/// What came back on a request, or that nothing good will.
struct ProbeAnswer {
    TimePoint received_at;  ///< by the kernel's time stamp where there is one
    uint32_t sequence = 0;  ///< of the request; unused where `bytes` has it
    ByteView bytes;         ///< of an answer that the probe reads itself
    std::string failure;    ///< not empty: no answer, but a refusal: `connection refused`
    /// The path itself says that it is no way: an ICMP unreachable. The verdict does not wait for more.
    bool at_once = false;
    std::optional<TrafficCounters> counters;  ///< for the probe that looks at traffic
    std::optional<Detour> detour;
};

}  // namespace hawser::health
