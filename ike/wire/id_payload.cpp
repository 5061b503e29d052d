// SPDX-License-Identifier: BSD-2-Clause
#include "ike/wire/id_payload.h"

#include <algorithm>

#include "ike/wire/limits.h"
#include "ike/wire/reader.h"

namespace hawser::ike {

namespace {

bool length_fits(IdType type, size_t size) {
    switch (type) {
        case IdType::kIpv4Addr:
            return size == 4;
        case IdType::kIpv6Addr:
            return size == 16;
        default:
            return size > 0 && size <= limits::kIdentityBytes;
    }
}

}  // namespace

template <PayloadType kPayloadType>
ParseResult<IdentificationPayload<kPayloadType>> IdentificationPayload<kPayloadType>::parse(ByteView body) {
    ByteReader reader(body);
    const auto fixed = reader.take<4>();
    if (!fixed) return invalid_syntax("ID payload shorter than its header");
    const auto type = static_cast<IdType>(fixed->template u8<0>());
    // Type 0 is reserved; here it would read as "any", which only a configuration may say.
    if (type == IdType::kAny) return invalid_syntax("ID payload of type 0");
    if (!length_fits(type, reader.remaining()))
        return invalid_syntax("identity is not as long as its type demands");
    IdentificationPayload payload;
    payload.identity = Identity(type, to_bytes(reader.take_rest()));
    const ByteView reserved_bytes = fixed->template bytes<1, 3>();
    std::copy(reserved_bytes.begin(), reserved_bytes.end(), payload.reserved.begin());
    return payload;
}

template <PayloadType kPayloadType>
void IdentificationPayload<kPayloadType>::serialize(ByteWriter& writer) const {
    writer.u8(static_cast<uint8_t>(identity.type()));
    writer.bytes(reserved);
    writer.bytes(identity.data());
}

template <PayloadType kPayloadType>
Bytes IdentificationPayload<kPayloadType>::body() const {
    ByteWriter writer;
    serialize(writer);
    return writer.release();
}

template <PayloadType kPayloadType>
std::string IdentificationPayload<kPayloadType>::to_string() const {
    return short_name(kType) + "(" + identity.to_string() + ")";
}

template struct IdentificationPayload<PayloadType::kIdInitiator>;
template struct IdentificationPayload<PayloadType::kIdResponder>;

}  // namespace hawser::ike
