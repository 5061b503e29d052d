// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace hawser::health {

/// A query for the address of `name` (RFC 1035, 4.1: type A, class IN, recursion desired). `.` is the root.
/// The name must be one: see is_domain_name.
[[nodiscard]] Bytes serialize_dns_query(uint16_t id, std::string_view name);

/// Labels of 1 to 63 characters, at most 253 in all; `.` too.
[[nodiscard]] bool is_domain_name(std::string_view name);

/// A response, as far as it says that a server is there and works.
struct DnsResponse {
    uint16_t id = 0;
    uint8_t code = 0;  ///< RCODE
};
/// Nothing for what is no response to a query.
[[nodiscard]] std::optional<DnsResponse> parse_dns_response(ByteView bytes);

/// The server has looked and said what there is, be it that there is nothing (NXDOMAIN).
[[nodiscard]] bool is_an_answer(const DnsResponse& response);
/// `SERVFAIL`, `REFUSED`, `RCODE 11`
[[nodiscard]] std::string rcode_name(uint8_t code);

}  // namespace hawser::health
