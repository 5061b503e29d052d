// SPDX-License-Identifier: BSD-2-Clause
#include "ike/wire/notify_data.h"

#include "base/check.h"
#include "ike/wire/reader.h"
#include "ike/wire/text.h"

namespace hawser::ike {

namespace {

/// RFC 5685 section 6.1
enum class GatewayType : uint8_t { kIpv4 = 1, kIpv6 = 2, kFqdn = 3 };

constexpr uint8_t kFixedPpkId = 2;
constexpr size_t kEndpointPairV4Bytes = 12;
constexpr size_t kEndpointPairV6Bytes = 36;

/// | Type | Length | Identity |
void write_gateway(ByteWriter& writer, const GatewayIdentity& gateway) {
    const ByteView name(reinterpret_cast<const uint8_t*>(gateway.fqdn.data()), gateway.fqdn.size());
    const ByteView data = gateway.address ? gateway.address->bytes() : name;
    const GatewayType type = !gateway.address           ? GatewayType::kFqdn
                             : gateway.address->is_v4() ? GatewayType::kIpv4
                                                        : GatewayType::kIpv6;
    HAWSER_CHECK(!data.empty() && data.size() <= 255, "a gateway's identity does not fit its length");
    writer.u8(static_cast<uint8_t>(type));
    writer.u8(static_cast<uint8_t>(data.size()));
    writer.bytes(data);
}

std::optional<GatewayIdentity> take_gateway(ByteReader& reader) {
    const auto head = reader.take<2>();
    const auto data = head ? reader.take(head->u8<1>()) : std::nullopt;
    if (!data) return std::nullopt;
    switch (static_cast<GatewayType>(head->u8<0>())) {
        case GatewayType::kIpv4:
            if (data->size() != 4) return std::nullopt;
            return GatewayIdentity{IpAddress::from_bytes(*data), {}};
        case GatewayType::kIpv6:
            if (data->size() != 16) return std::nullopt;
            return GatewayIdentity{IpAddress::from_bytes(*data), {}};
        case GatewayType::kFqdn:
            if (data->empty() || !text::is_printable(*data)) return std::nullopt;
            return GatewayIdentity{std::nullopt, std::string(text::view(*data))};
    }
    return std::nullopt;
}

/// The data as a whole, if its length is within bounds.
ParseResult<Bytes> bounded(const NotifyPayload& notify, size_t least, size_t most, const char* reason) {
    if (notify.data.size() < least || notify.data.size() > most) return invalid_syntax(reason);
    return notify.data;
}

constexpr size_t kAnyLength = 0xffff;

}  // namespace

NotifyPayload redirect(const GatewayIdentity& to, ByteView nonce) {
    ByteWriter writer;
    write_gateway(writer, to);
    writer.bytes(nonce);
    return NotifyPayload::of(NotifyType::kRedirect, writer.view());
}

ParseResult<Redirect> parse_redirect(const NotifyPayload& notify) {
    ByteReader reader(notify.data);
    auto gateway = take_gateway(reader);
    if (!gateway) return invalid_syntax("REDIRECT without a gateway's identity");
    return Redirect{*std::move(gateway), to_bytes(reader.take_rest())};
}

NotifyPayload redirected_from(const GatewayIdentity& from) {
    ByteWriter writer;
    write_gateway(writer, from);
    return NotifyPayload::of(NotifyType::kRedirectedFrom, writer.view());
}

ParseResult<GatewayIdentity> parse_redirected_from(const NotifyPayload& notify) {
    ByteReader reader(notify.data);
    auto gateway = take_gateway(reader);
    if (!gateway || !reader.empty()) return invalid_syntax("REDIRECTED_FROM without a gateway's identity");
    return *std::move(gateway);
}

NotifyPayload additional_address(const IpAddress& address) {
    return NotifyPayload::of(
        address.is_v4() ? NotifyType::kAdditionalIp4Address : NotifyType::kAdditionalIp6Address,
        address.bytes());
}

ParseResult<IpAddress> parse_additional_address(const NotifyPayload& notify) {
    const size_t length = notify.type == NotifyType::kAdditionalIp4Address ? 4 : 16;
    if (notify.data.size() != length) return invalid_syntax("additional address of a wrong length");
    return IpAddress::from_bytes(notify.data);
}

NotifyPayload no_nats_allowed(const Endpoint& source, const Endpoint& destination) {
    ByteWriter writer;
    writer.bytes(source.address.bytes());
    writer.bytes(destination.address.bytes());
    writer.u16(source.port);
    writer.u16(destination.port);
    return NotifyPayload::of(NotifyType::kNoNatsAllowed, writer.view());
}

ParseResult<NoNatsAllowed> parse_no_nats_allowed(const NotifyPayload& notify) {
    const size_t size = notify.data.size();
    if (size != kEndpointPairV4Bytes && size != kEndpointPairV6Bytes)
        return invalid_syntax("NO_NATS_ALLOWED of a wrong length");
    ByteReader reader(notify.data);
    const size_t address_bytes = size == kEndpointPairV4Bytes ? 4 : 16;
    const IpAddress source = IpAddress::from_bytes(*reader.take(address_bytes));
    const IpAddress destination = IpAddress::from_bytes(*reader.take(address_bytes));
    const auto ports = reader.take<4>();
    return NoNatsAllowed{{source, ports->u16<0>()}, {destination, ports->u16<2>()}};
}

ParseResult<Bytes> parse_cookie2(const NotifyPayload& notify) {
    return bounded(notify, 8, 64, "COOKIE2 is not 8 to 64 bytes");
}

NotifyPayload ticket_with_lifetime(uint32_t lifetime_seconds, ByteView ticket) {
    ByteWriter writer;
    writer.u32(lifetime_seconds);
    writer.bytes(ticket);
    return NotifyPayload::of(NotifyType::kTicketLtOpaque, writer.view());
}

ParseResult<TicketWithLifetime> parse_ticket_with_lifetime(const NotifyPayload& notify) {
    ByteReader reader(notify.data);
    const auto lifetime = reader.take<4>();
    if (!lifetime || reader.empty()) return invalid_syntax("TICKET_LT_OPAQUE without a ticket");
    return TicketWithLifetime{lifetime->u32<0>(), to_bytes(reader.take_rest())};
}

NotifyPayload ticket_opaque(ByteView ticket) {
    return NotifyPayload::of(NotifyType::kTicketOpaque, ticket);
}

ParseResult<Bytes> parse_ticket_opaque(const NotifyPayload& notify) {
    return bounded(notify, 1, kAnyLength, "TICKET_OPAQUE without a ticket");
}

NotifyPayload qcd_token(ByteView token) {
    return NotifyPayload::of(NotifyType::kQuickCrashDetection, token);
}

ParseResult<Bytes> parse_qcd_token(const NotifyPayload& notify) {
    return bounded(notify, 16, 128, "QCD token is not 16 to 128 bytes");
}

NotifyPayload set_window_size(uint32_t size) {
    ByteWriter writer;
    writer.u32(size);
    return NotifyPayload::of(NotifyType::kSetWindowSize, writer.view());
}

ParseResult<uint32_t> parse_set_window_size(const NotifyPayload& notify) {
    ByteReader reader(notify.data);
    const auto size = reader.take<4>();
    if (!size || !reader.empty() || size->u32<0>() == 0)
        return invalid_syntax("window size is no number above 0");
    return size->u32<0>();
}

NotifyPayload ppk_identity(ByteView ppk_id) {
    ByteWriter writer;
    writer.u8(kFixedPpkId);
    writer.bytes(ppk_id);
    return NotifyPayload::of(NotifyType::kPpkIdentity, writer.view());
}

ParseResult<Bytes> parse_ppk_identity(const NotifyPayload& notify) {
    ByteReader reader(notify.data);
    const auto type = reader.take<1>();
    if (!type || type->u8<0>() != kFixedPpkId || reader.empty())
        return invalid_syntax("PPK_IDENTITY is not of the fixed type");
    return to_bytes(reader.take_rest());
}

}  // namespace hawser::ike
