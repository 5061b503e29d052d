// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <string>

#include "base/bytes.h"
#include "ike/wire/constants.h"
#include "ike/wire/parse_result.h"
#include "ike/wire/writer.h"

namespace hawser::ike {

/// RFC 7296 section 3.8
///
/// | Auth Method   |                RESERVED                       |
/// ~                      Authentication Data                      ~
struct AuthPayload {
    static constexpr PayloadType kType = PayloadType::kAuthentication;

    AuthMethod method = AuthMethod::kSharedKey;
    Bytes data;

    static ParseResult<AuthPayload> parse(ByteView body);
    void serialize(ByteWriter& writer) const;
    [[nodiscard]] std::string to_string() const;
    bool operator==(const AuthPayload&) const = default;
};

}  // namespace hawser::ike
