// SPDX-License-Identifier: BSD-2-Clause
#include "ike/wire/header.h"

#include <fmt/format.h>

#include "ike/wire/reader.h"

namespace hawser::ike {

namespace {

constexpr uint8_t kFlagInitiator = 0x08;
constexpr uint8_t kFlagVersion = 0x10;
constexpr uint8_t kFlagResponse = 0x20;

}  // namespace

ParseResult<IkeHeader> IkeHeader::parse(ByteView datagram) {
    ByteReader reader(datagram);
    const auto fields = reader.take<kSize>();
    if (!fields) return invalid_syntax("datagram shorter than an IKE header");
    const uint8_t version = fields->u8<17>();
    const uint8_t flags = fields->u8<19>();
    IkeHeader header{
        .initiator_spi = IkeSpi(fields->u64<0>()),
        .responder_spi = IkeSpi(fields->u64<8>()),
        .next_payload = static_cast<PayloadType>(fields->u8<kNextPayloadOffset>()),
        .major_version = static_cast<uint8_t>(version >> 4),
        .minor_version = static_cast<uint8_t>(version & 0x0f),
        .exchange = static_cast<ExchangeType>(fields->u8<18>()),
        .from_initiator = (flags & kFlagInitiator) != 0,
        .response = (flags & kFlagResponse) != 0,
        .higher_version = (flags & kFlagVersion) != 0,
        .message_id = MessageId(fields->u32<20>()),
        .length = fields->u32<kLengthOffset>(),
    };
    if (header.length != datagram.size()) return invalid_syntax("length of the header is not the datagram's");
    return header;
}

void IkeHeader::serialize(ByteWriter& writer) const {
    writer.u64(initiator_spi.value());
    writer.u64(responder_spi.value());
    writer.u8(static_cast<uint8_t>(next_payload));
    writer.u8(static_cast<uint8_t>(major_version << 4 | (minor_version & 0x0f)));
    writer.u8(static_cast<uint8_t>(exchange));
    writer.u8(static_cast<uint8_t>((from_initiator ? kFlagInitiator : 0) | (response ? kFlagResponse : 0) |
                                   (higher_version ? kFlagVersion : 0)));
    writer.u32(message_id.value());
    writer.u32(length);
}

std::string IkeHeader::to_string() const {
    return fmt::format("{} {} {}", ike::to_string(exchange), response ? "response" : "request",
                       message_id.value());
}

}  // namespace hawser::ike
