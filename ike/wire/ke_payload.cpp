// SPDX-License-Identifier: BSD-2-Clause
#include "ike/wire/ke_payload.h"

#include <fmt/format.h>

#include "ike/wire/reader.h"

namespace hawser::ike {

ParseResult<KePayload> KePayload::parse(ByteView body) {
    ByteReader reader(body);
    const auto fixed = reader.take<4>();
    if (!fixed) return invalid_syntax("KE payload shorter than its header");
    if (reader.empty()) return invalid_syntax("KE payload without data");
    return KePayload{static_cast<GroupId>(fixed->u16<0>()), to_bytes(reader.take_rest())};
}

void KePayload::serialize(ByteWriter& writer) const {
    writer.u16(static_cast<uint16_t>(group));
    writer.u16(0);
    writer.bytes(data);
}

std::string KePayload::to_string() const {
    return fmt::format("KE({})", ike::to_string(group));
}

}  // namespace hawser::ike
