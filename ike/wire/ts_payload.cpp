// SPDX-License-Identifier: BSD-2-Clause
#include "ike/wire/ts_payload.h"

#include "base/check.h"
#include "ike/wire/limits.h"
#include "ike/wire/reader.h"

namespace hawser::ike {

namespace {

/// RFC 7296 section 3.13.1
///
/// |   TS Type     |IP Protocol ID |       Selector Length         |
/// |           Start Port          |           End Port            |
/// ~                         Starting Address                      ~
/// ~                         Ending Address                        ~
constexpr size_t kSelectorHeaderBytes = 4;

/// Reads what follows type, protocol and length. Nothing if it is not a range.
std::optional<TrafficSelector> read_range(ByteView body, uint8_t protocol, size_t address_size) {
    ByteReader reader(body);
    const auto ports = reader.take<4>();
    if (!ports || reader.remaining() != 2 * address_size) return std::nullopt;
    const IpAddress first = IpAddress::from_bytes(*reader.take(address_size));
    const IpAddress last = IpAddress::from_bytes(*reader.take(address_size));
    return TrafficSelector::make(first, last, protocol, ports->u16<0>(), ports->u16<2>());
}

/// Takes one selector; a reason where it is refused, and nothing in `selector` where its type is not known.
const char* take_selector(ByteReader& reader, std::optional<TrafficSelector>& selector) {
    const auto head = reader.take<kSelectorHeaderBytes>();
    if (!head || head->u16<2>() < kSelectorHeaderBytes) return "traffic selector does not fit its payload";
    const auto body = reader.take(size_t{head->u16<2>()} - kSelectorHeaderBytes);
    if (!body) return "traffic selector does not fit its payload";
    const auto type = static_cast<TsType>(head->u8<0>());
    if (type != TsType::kIpv4AddrRange && type != TsType::kIpv6AddrRange) return nullptr;
    selector = read_range(*body, head->u8<1>(), type == TsType::kIpv4AddrRange ? 4 : 16);
    return selector ? nullptr : "traffic selector is not a range";
}

void write_selector(ByteWriter& writer, const TrafficSelector& selector) {
    const size_t start = writer.size();
    const bool v4 = selector.family() == Family::kIpv4;
    writer.u8(static_cast<uint8_t>(v4 ? TsType::kIpv4AddrRange : TsType::kIpv6AddrRange));
    writer.u8(selector.protocol());
    writer.u16(0);
    writer.u16(selector.first_port());
    writer.u16(selector.last_port());
    writer.bytes(selector.first().bytes());
    writer.bytes(selector.last().bytes());
    writer.patch_length_u16(start + 2, start);
}

}  // namespace

template <PayloadType kPayloadType>
ParseResult<TrafficSelectorPayload<kPayloadType>> TrafficSelectorPayload<kPayloadType>::parse(ByteView body) {
    ByteReader reader(body);
    const auto fixed = reader.take<4>();
    if (!fixed) return invalid_syntax("TS payload shorter than its header");
    const size_t count = fixed->template u8<0>();
    // "One or more individual Traffic Selectors", section 3.13.
    if (count == 0) return invalid_syntax("TS payload without selectors");
    TrafficSelectorPayload payload;
    for (size_t i = 0; i < count; ++i) {
        std::optional<TrafficSelector> selector;
        if (const char* reason = take_selector(reader, selector)) return invalid_syntax(reason);
        if (selector) {
            payload.selectors.push_back(*selector);
        } else {
            ++payload.skipped;
        }
    }
    if (!reader.empty()) return invalid_syntax("bytes after the last traffic selector");
    return payload;
}

template <PayloadType kPayloadType>
void TrafficSelectorPayload<kPayloadType>::serialize(ByteWriter& writer) const {
    HAWSER_CHECK(selectors.size() <= limits::kSelectorsPerPayload,
                 "number of selectors does not fit one byte");
    writer.u8(static_cast<uint8_t>(selectors.size()));
    writer.zeros(3);
    for (const TrafficSelector& selector : selectors)
        write_selector(writer, selector);
}

template <PayloadType kPayloadType>
std::string TrafficSelectorPayload<kPayloadType>::to_string() const {
    std::string text;
    for (const TrafficSelector& selector : selectors)
        text += (text.empty() ? "" : " ") + selector.to_string();
    return text;
}

template struct TrafficSelectorPayload<PayloadType::kTsInitiator>;
template struct TrafficSelectorPayload<PayloadType::kTsResponder>;

}  // namespace hawser::ike
