// SPDX-License-Identifier: BSD-2-Clause
#include "ike/wire/nonce_payload.h"

#include <fmt/format.h>

#include "ike/wire/limits.h"

namespace hawser::ike {

ParseResult<NoncePayload> NoncePayload::parse(ByteView body) {
    if (body.size() < limits::kNonceMinBytes) return invalid_syntax("nonce shorter than 16 bytes");
    if (body.size() > limits::kNonceMaxBytes) return invalid_syntax("nonce longer than 256 bytes");
    return NoncePayload{to_bytes(body)};
}

void NoncePayload::serialize(ByteWriter& writer) const {
    writer.bytes(nonce);
}

std::string NoncePayload::to_string() const {
    return fmt::format("No({} bytes)", nonce.size());
}

}  // namespace hawser::ike
