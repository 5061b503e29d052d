// SPDX-License-Identifier: BSD-2-Clause
#include "ike/wire/delete_payload.h"

#include <fmt/format.h>

#include "base/check.h"
#include "ike/wire/limits.h"
#include "ike/wire/reader.h"

namespace hawser::ike {

ParseResult<DeletePayload> DeletePayload::parse(ByteView body) {
    ByteReader reader(body);
    const auto fixed = reader.take<4>();
    if (!fixed) return invalid_syntax("Delete payload shorter than its header");
    DeletePayload payload{static_cast<ProtocolId>(fixed->u8<0>()), {}};
    const size_t spi_size = fixed->u8<1>();
    const size_t count = fixed->u16<2>();
    if (payload.protocol == ProtocolId::kIke) {
        // "It MUST be zero for IKE (SPI is in message header)", RFC 7296 section 3.11, says this of the size;
        // the count then says nothing.
        if (spi_size != 0 || !reader.empty()) return invalid_syntax("Delete of an IKE SA with SPIs");
        return payload;
    }
    if (payload.protocol != ProtocolId::kEsp && payload.protocol != ProtocolId::kAh) {
        return invalid_syntax("Delete of an unknown protocol");
    }
    if (spi_size != 4) return invalid_syntax("SPIs of a Delete are not of four bytes");
    if (count > limits::kSpisPerDelete) return invalid_syntax("too many SPIs in a Delete");
    if (reader.remaining() != count * 4) return invalid_syntax("number of SPIs is not as announced");
    while (const auto spi = reader.take<4>())
        payload.spis.emplace_back(spi->u32<0>());
    return payload;
}

void DeletePayload::serialize(ByteWriter& writer) const {
    HAWSER_CHECK(spis.size() <= 0xffff, "number of SPIs does not fit 16 bits");
    writer.u8(static_cast<uint8_t>(protocol));
    writer.u8(protocol == ProtocolId::kIke ? 0 : 4);
    writer.u16(static_cast<uint16_t>(spis.size()));
    for (EspSpi spi : spis)
        writer.u32(spi.value());
}

std::string DeletePayload::to_string() const {
    std::string text = "D(" + ike::to_string(protocol);
    for (EspSpi spi : spis)
        text += fmt::format(" {:08x}", spi.value());
    return text + ")";
}

}  // namespace hawser::ike
