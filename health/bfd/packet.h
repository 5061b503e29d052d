// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/bytes.h"
#include "base/clock.h"

namespace hawser::health::bfd {

/// RFC 5880, 4.1.
enum class State : uint8_t { kAdminDown = 0, kDown = 1, kInit = 2, kUp = 3 };
enum class Diagnostic : uint8_t {
    kNone = 0,
    kDetectionTimeExpired = 1,
    kEchoFailed = 2,
    kNeighborSignaledDown = 3,
    kForwardingPlaneReset = 4,
    kPathDown = 5,
    kConcatenatedPathDown = 6,
    kAdministrativelyDown = 7,
    kReverseConcatenatedPathDown = 8,
};
/// `control detection time expired`, ...: the words of RFC 5880.
[[nodiscard]] std::string_view to_string(Diagnostic diagnostic);

/// A BFD Control packet without authentication.
struct ControlPacket {
    static constexpr size_t kSize = 24;

    Diagnostic diagnostic = Diagnostic::kNone;
    State state = State::kDown;
    bool poll = false;
    bool final = false;
    uint8_t detect_multiplier = 3;
    uint32_t my_discriminator = 0;
    uint32_t your_discriminator = 0;
    Duration desired_min_tx{};  ///< whole microseconds on the wire, as the two below
    Duration required_min_rx{};
    Duration required_min_echo_rx{};  ///< zero: we answer no echo
    bool operator==(const ControlPacket&) const = default;
};

[[nodiscard]] Bytes serialize(const ControlPacket& packet);
/// Nothing for what RFC 5880, 6.8.6 says is to be discarded whatever session it is of; also for packets with
/// authentication, since we have none.
[[nodiscard]] std::optional<ControlPacket> parse(ByteView bytes);

}  // namespace hawser::health::bfd
