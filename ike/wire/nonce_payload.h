// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <string>

#include "base/bytes.h"
#include "ike/wire/constants.h"
#include "ike/wire/parse_result.h"
#include "ike/wire/writer.h"

namespace hawser::ike {

/// RFC 7296 section 3.9: 16 to 256 bytes of random data.
struct NoncePayload {
    static constexpr PayloadType kType = PayloadType::kNonce;

    Bytes nonce;

    static ParseResult<NoncePayload> parse(ByteView body);
    void serialize(ByteWriter& writer) const;
    [[nodiscard]] std::string to_string() const;
    bool operator==(const NoncePayload&) const = default;
};

}  // namespace hawser::ike
