// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <string>

#include "base/bytes.h"
#include "ike/wire/constants.h"
#include "ike/wire/parse_result.h"
#include "ike/wire/writer.h"

namespace hawser::ike {

/// RFC 7296 section 3.4
///
/// |   Key Exchange Method Num     |           RESERVED            |
/// ~                       Key Exchange Data                       ~
///
/// Whether the data fit the group is judged by crypto's KeyExchange: here only its presence is.
struct KePayload {
    static constexpr PayloadType kType = PayloadType::kKeyExchange;

    GroupId group = GroupId::kNone;
    Bytes data;

    static ParseResult<KePayload> parse(ByteView body);
    void serialize(ByteWriter& writer) const;
    [[nodiscard]] std::string to_string() const;
    bool operator==(const KePayload&) const = default;
};

}  // namespace hawser::ike
