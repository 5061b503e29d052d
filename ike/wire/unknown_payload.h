// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <string>

#include "base/bytes.h"
#include "ike/wire/constants.h"
#include "ike/wire/writer.h"

namespace hawser::ike {

/// A payload whose inside we do not read: EAP is kept so, and in a message of our own
/// making any type may be. What Message::parse does not know at all it skips, or refuses if it is critical.
struct UnknownPayload {
    PayloadType type = PayloadType::kNone;
    bool critical = false;
    Bytes body;

    void serialize(ByteWriter& writer) const;
    [[nodiscard]] std::string to_string() const;
    bool operator==(const UnknownPayload&) const = default;
};

}  // namespace hawser::ike
