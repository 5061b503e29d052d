// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <list>
#include <map>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/ip_address.h"
#include "health/stamp/stamp_packet.h"

namespace hawser::health {

/// How a reflector numbers its packets (RFC 8762, 4.3.1).
enum class StampSequence : uint8_t {
    kStateless,  ///< copies the sender's number
    kStateful,   ///< counts what it sends in each session
};

/// Where a request came from and by which way.
struct StampWay {
    Endpoint remote;
    Endpoint local;
    unsigned ifindex = 0;
    auto operator<=>(const StampWay&) const = default;
};

struct StampArrival {
    StampWay way;
    uint8_t ttl = 0;
    uint64_t received = 0;  ///< NTP's format
    ByteView packet;
};

/// The clock at the moment of an answer.
struct StampClock {
    TimePoint now;           ///< ages sessions
    uint64_t timestamp = 0;  ///< NTP's format
    uint16_t error_estimate = 0;
};

/// A Session-Reflector: answers one request at a time. Only a stateful one remembers anything, and then so
/// many sessions at most, of those who have the key; the one unheard for the longest gives way.
class StampReflector {
 public:
    static constexpr size_t kMostSessions = 1024;
    /// A session unheard for so long is over: REFWAIT of RFC 5357, 4.2.
    static constexpr Duration kForgetAfter = std::chrono::seconds(900);

    StampReflector(StampCodec codec, StampSequence sequence, size_t most_sessions = kMostSessions);

    /// `answer` is written only where the verdict is kGood, and is as long as the request.
    [[nodiscard]] StampVerdict reflect(const StampArrival& arrival, const StampClock& clock, Bytes& answer);

    /// So many requests had this verdict.
    [[nodiscard]] uint64_t count(StampVerdict verdict) const { return counts_[static_cast<size_t>(verdict)]; }
    [[nodiscard]] size_t sessions() const { return sessions_.size(); }

 private:
    struct Name {
        StampWay way;
        uint16_t session = 0;
        auto operator<=>(const Name&) const = default;
    };
    struct Session {
        uint32_t sent = 0;
        TimePoint last_heard{};
        std::list<Name>::iterator place;
    };

    [[nodiscard]] StampVerdict judge(const StampArrival& arrival, StampRequest& request) const;
    uint32_t next_number(const Name& name, TimePoint now);
    Session& heard(const Name& name, TimePoint now);

    StampCodec codec_;
    StampSequence sequence_;
    size_t most_sessions_;
    std::map<Name, Session> sessions_;
    std::list<Name> by_age_;  ///< unheard for the longest first
    std::array<uint64_t, 4> counts_{};
};

}  // namespace hawser::health
