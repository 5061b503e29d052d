// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>

#include "base/bytes.h"
#include "base/clock.h"

namespace hawser::health {

/// NTP's 64-bit time (RFC 5905, 6): seconds since 1900 modulo 2^32 in the upper half, 2^-32 s in the lower.
[[nodiscard]] uint64_t ntp_time(Duration since_1970);

/// What either side says of its own packet. All numbers in host byte order.
struct StampFields {
    uint32_t sequence = 0;
    uint64_t timestamp = 0;       ///< NTP's format, or PTP's where the error estimate's Z bit is set
    uint16_t error_estimate = 0;  ///< S, Z, scale, multiplier
    uint16_t session = 0;         ///< RFC 8972, 3; 0: the sender does not use it
    bool operator==(const StampFields&) const = default;
};

/// A Session-Sender's test packet.
struct StampRequest {
    StampFields fields;
    Bytes beyond;  ///< what stands behind the base packet: extensions or padding
    bool operator==(const StampRequest&) const = default;
};

/// A Session-Reflector's test packet.
struct StampReply {
    StampFields fields;
    uint64_t received = 0;  ///< when the request arrived at the reflector
    uint32_t sender_sequence = 0;
    uint64_t sender_timestamp = 0;
    uint16_t sender_error_estimate = 0;
    uint8_t sender_ttl = 0;  ///< with which the request arrived
    Bytes beyond;            ///< a copy of the request's
    bool operator==(const StampReply&) const = default;
};

enum class StampVerdict : uint8_t {
    kGood,
    kTooShort,
    kWrongHmac,
    kLooping,  ///< from a reflector's own port: an answer to it would be answered for ever
};

/// STAMP test packets (RFC 8762, 4.2 and 4.3) on the wire, of one mode and, where that is the authenticated
/// one, of one key.
class StampCodec {
 public:
    static constexpr size_t kHmacSize = 16;
    /// HMAC-SHA-256 under the session's key, its first 16 bytes (RFC 8762, 4.4).
    using Hmac = std::function<std::array<uint8_t, kHmacSize>(ByteView)>;

    /// Unauthenticated mode.
    StampCodec() = default;
    /// Authenticated mode.
    explicit StampCodec(Hmac hmac) : hmac_(std::move(hmac)) {}

    [[nodiscard]] bool is_authenticated() const { return static_cast<bool>(hmac_); }
    /// Of the base packet, the same in both directions: 44 or 112.
    [[nodiscard]] size_t base_size() const;

    [[nodiscard]] Bytes serialize(const StampRequest& request) const;
    [[nodiscard]] Bytes serialize(const StampReply& reply) const;
    /// The HMAC is verified, in constant time, before anything else is read. `into` is filled only by a good
    /// packet.
    [[nodiscard]] StampVerdict parse(ByteView packet, StampRequest& into) const;
    [[nodiscard]] StampVerdict parse(ByteView packet, StampReply& into) const;

 private:
    [[nodiscard]] StampVerdict verify(ByteView packet) const;
    void protect(Bytes& packet) const;

    Hmac hmac_;
};

}  // namespace hawser::health
