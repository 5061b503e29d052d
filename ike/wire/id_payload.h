// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "base/bytes.h"
#include "ike/wire/constants.h"
#include "ike/wire/identity.h"
#include "ike/wire/parse_result.h"
#include "ike/wire/writer.h"

namespace hawser::ike {

/// RFC 7296 section 3.5, for IDi and IDr alike
///
/// |   ID Type     |                 RESERVED                      |
/// ~                   Identification Data                         ~
template <PayloadType kPayloadType>
struct IdentificationPayload {
    static constexpr PayloadType kType = kPayloadType;

    Identity identity;
    /// Kept as received: the AUTH payload covers them ("RestOfInitIDPayload", section 2.15).
    std::array<uint8_t, 3> reserved{};

    /// Addresses must have their length, names must not be empty.
    static ParseResult<IdentificationPayload> parse(ByteView body);
    void serialize(ByteWriter& writer) const;
    /// Type, reserved bytes and data: the payload without its generic header, as AUTH covers it.
    [[nodiscard]] Bytes body() const;
    [[nodiscard]] std::string to_string() const;
    bool operator==(const IdentificationPayload&) const = default;
};

using IdiPayload = IdentificationPayload<PayloadType::kIdInitiator>;
using IdrPayload = IdentificationPayload<PayloadType::kIdResponder>;

extern template struct IdentificationPayload<PayloadType::kIdInitiator>;
extern template struct IdentificationPayload<PayloadType::kIdResponder>;

}  // namespace hawser::ike
