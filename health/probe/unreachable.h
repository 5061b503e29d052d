// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/ip_address.h"
#include "health/probe/icmp.h"

namespace hawser::health {

/// A router's word that an echo request of ours goes nowhere (RFC 792, RFC 4443, 3.1).
struct Unreachable {
    std::string meaning;  ///< `host unreachable`
    uint16_t icmp_id = 0;
    uint16_t sequence = 0;
    ProbePayload payload;
};

/// Nothing for anything else, and where too little is quoted to know that the request was ours.
[[nodiscard]] std::optional<Unreachable> parse_unreachable(Family family, ByteView icmp);

}  // namespace hawser::health
