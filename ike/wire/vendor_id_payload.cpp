// SPDX-License-Identifier: BSD-2-Clause
#include "ike/wire/vendor_id_payload.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/hex.h"

namespace hawser::ike {

namespace {

/// Enough to look one up: most are an MD5 hash, with a few bytes of version behind it.
constexpr size_t kShownBytes = 20;

}  // namespace

ParseResult<VendorIdPayload> VendorIdPayload::parse(ByteView body) {
    return VendorIdPayload{to_bytes(body)};
}

void VendorIdPayload::serialize(ByteWriter& writer) const {
    writer.bytes(id);
}

std::string VendorIdPayload::to_string() const {
    const ByteView shown = ByteView(id).first(std::min(id.size(), kShownBytes));
    return fmt::format("V({}{})", to_hex(shown), id.size() > kShownBytes ? "..." : "");
}

}  // namespace hawser::ike
