// SPDX-License-Identifier: BSD-2-Clause
#include "ike/wire/fragment_payload.h"

#include <fmt/format.h>

#include "ike/wire/limits.h"
#include "ike/wire/reader.h"

namespace hawser::ike {

ParseResult<EncryptedFragmentPayload> EncryptedFragmentPayload::parse(ByteView body) {
    ByteReader reader(body);
    const auto fixed = reader.take<FragmentNumbers::kSize>();
    if (!fixed || reader.empty()) return invalid_syntax("Encrypted Fragment payload without content");
    const FragmentNumbers numbers{fixed->u16<0>(), fixed->u16<2>()};
    if (numbers.number == 0 || numbers.number > numbers.total)
        return invalid_syntax("number of a fragment is not within its total");
    if (numbers.total > limits::kFragmentsPerMessage)
        return invalid_syntax("too many fragments of a message");
    return EncryptedFragmentPayload{PayloadType::kNone, numbers, to_bytes(reader.take_rest())};
}

void EncryptedFragmentPayload::serialize(ByteWriter& writer) const {
    writer.u16(numbers.number);
    writer.u16(numbers.total);
    writer.bytes(body);
}

std::string EncryptedFragmentPayload::to_string() const {
    return fmt::format("EF({}/{})", numbers.number, numbers.total);
}

}  // namespace hawser::ike
