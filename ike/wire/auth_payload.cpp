// SPDX-License-Identifier: BSD-2-Clause
#include "ike/wire/auth_payload.h"

#include <fmt/format.h>

#include "ike/wire/reader.h"

namespace hawser::ike {

ParseResult<AuthPayload> AuthPayload::parse(ByteView body) {
    ByteReader reader(body);
    const auto fixed = reader.take<4>();
    if (!fixed) return invalid_syntax("AUTH payload shorter than its header");
    if (reader.empty()) return invalid_syntax("AUTH payload without data");
    return AuthPayload{static_cast<AuthMethod>(fixed->u8<0>()), to_bytes(reader.take_rest())};
}

void AuthPayload::serialize(ByteWriter& writer) const {
    writer.u8(static_cast<uint8_t>(method));
    writer.zeros(3);
    writer.bytes(data);
}

std::string AuthPayload::to_string() const {
    return fmt::format("AUTH({})", ike::to_string(method));
}

}  // namespace hawser::ike
