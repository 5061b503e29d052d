// SPDX-License-Identifier: BSD-2-Clause
#include "ike/wire/unknown_payload.h"

namespace hawser::ike {

void UnknownPayload::serialize(ByteWriter& writer) const {
    writer.bytes(body);
}

std::string UnknownPayload::to_string() const {
    return short_name(type);
}

}  // namespace hawser::ike
