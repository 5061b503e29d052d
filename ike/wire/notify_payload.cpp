// SPDX-License-Identifier: BSD-2-Clause
#include "ike/wire/notify_payload.h"

#include <fmt/format.h>

#include "base/check.h"
#include "ike/wire/reader.h"

namespace hawser::ike {

NotifyPayload NotifyPayload::of(NotifyType type, ByteView data) {
    return {type, ProtocolId::kNone, {}, to_bytes(data)};
}

NotifyPayload NotifyPayload::of_esp(NotifyType type, EspSpi spi) {
    ByteWriter writer;
    writer.u32(spi.value());
    return {type, ProtocolId::kEsp, writer.release(), {}};
}

ParseResult<NotifyPayload> NotifyPayload::parse(ByteView body) {
    ByteReader reader(body);
    const auto fixed = reader.take<4>();
    if (!fixed) return invalid_syntax("Notify payload shorter than its header");
    // 4 for ESP and AH, 8 for IKE, else 0 (RFC 7296 section 3.10).
    const size_t spi_size = fixed->u8<1>();
    if (spi_size != 0 && spi_size != 4 && spi_size != 8) return invalid_syntax("SPI of a Notify of odd size");
    const auto spi = reader.take(spi_size);
    if (!spi) return invalid_syntax("SPI does not fit its Notify payload");
    return NotifyPayload{static_cast<NotifyType>(fixed->u16<2>()), static_cast<ProtocolId>(fixed->u8<0>()),
                         to_bytes(*spi), to_bytes(reader.take_rest())};
}

void NotifyPayload::serialize(ByteWriter& writer) const {
    HAWSER_CHECK(spi.size() <= 8, "SPI of a Notify longer than any SPI");
    writer.u8(static_cast<uint8_t>(protocol));
    writer.u8(static_cast<uint8_t>(spi.size()));
    writer.u16(static_cast<uint16_t>(type));
    writer.bytes(spi);
    writer.bytes(data);
}

EspSpi NotifyPayload::esp_spi() const {
    ByteReader reader(spi);
    const auto value = reader.take<4>();
    return value && reader.empty() ? EspSpi(value->u32<0>()) : EspSpi();
}

std::string NotifyPayload::to_string() const {
    return fmt::format("N({})", short_name(type));
}

}  // namespace hawser::ike
