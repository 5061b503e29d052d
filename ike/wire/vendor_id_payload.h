// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <string>

#include "base/bytes.h"
#include "ike/wire/constants.h"
#include "ike/wire/parse_result.h"
#include "ike/wire/writer.h"

namespace hawser::ike {

/// RFC 7296 section 3.12: opaque, of any length.
struct VendorIdPayload {
    static constexpr PayloadType kType = PayloadType::kVendorId;

    Bytes id;

    static ParseResult<VendorIdPayload> parse(ByteView body);
    void serialize(ByteWriter& writer) const;
    [[nodiscard]] std::string to_string() const;
    bool operator==(const VendorIdPayload&) const = default;
};

}  // namespace hawser::ike
