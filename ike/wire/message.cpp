// SPDX-License-Identifier: BSD-2-Clause
#include "ike/wire/message.h"

#include "base/check.h"
#include "ike/wire/limits.h"
#include "ike/wire/reader.h"

namespace hawser::ike {

namespace {

/// A payload's generic header (RFC 7296 section 3.2) and what it encloses.
struct RawPayload {
    PayloadType type = PayloadType::kNone;
    PayloadType next = PayloadType::kNone;
    bool critical = false;
    ByteView body;
};

std::optional<RawPayload> take_payload(ByteReader& reader, PayloadType type) {
    const auto head = reader.take<4>();
    if (!head || head->u16<2>() < 4) return std::nullopt;
    const auto body = reader.take(size_t{head->u16<2>()} - 4);
    if (!body) return std::nullopt;
    return RawPayload{type, static_cast<PayloadType>(head->u8<0>()), (head->u8<1>() & 0x80) != 0, *body};
}

template <typename T>
std::optional<Refusal> add(std::vector<Payload>& payloads, ByteView body) {
    auto parsed = T::parse(body);
    if (!parsed) return parsed.refusal();
    payloads.emplace_back(*std::move(parsed));
    return std::nullopt;
}

/// SK or SKF: their Next Payload belongs to what is inside.
template <typename T>
std::optional<Refusal> add_encrypted(std::vector<Payload>& payloads, const RawPayload& raw) {
    auto parsed = T::parse(raw.body);
    if (!parsed) return parsed.refusal();
    parsed->first_inner = raw.next;
    payloads.emplace_back(*std::move(parsed));
    return std::nullopt;
}

/// Keeps what we know without reading it, skips what we do not know unless it is critical.
std::optional<Refusal> add_unread(std::vector<Payload>& payloads, const RawPayload& raw) {
    switch (raw.type) {
        case PayloadType::kEap:
            payloads.emplace_back(UnknownPayload{raw.type, raw.critical, to_bytes(raw.body)});
            return std::nullopt;
        default:
            if (!raw.critical) return std::nullopt;
            return Refusal{NotifyType::kUnsupportedCriticalPayload, "unknown critical payload", raw.type};
    }
}

std::optional<Refusal> add_payload(std::vector<Payload>& payloads, const RawPayload& raw) {
    switch (raw.type) {
        case PayloadType::kSecurityAssociation:
            return add<SaPayload>(payloads, raw.body);
        case PayloadType::kKeyExchange:
            return add<KePayload>(payloads, raw.body);
        case PayloadType::kIdInitiator:
            return add<IdiPayload>(payloads, raw.body);
        case PayloadType::kIdResponder:
            return add<IdrPayload>(payloads, raw.body);
        case PayloadType::kCertificate:
            return add<CertPayload>(payloads, raw.body);
        case PayloadType::kCertificateRequest:
            return add<CertRequestPayload>(payloads, raw.body);
        case PayloadType::kConfiguration:
            return add<ConfigurationPayload>(payloads, raw.body);
        case PayloadType::kAuthentication:
            return add<AuthPayload>(payloads, raw.body);
        case PayloadType::kNonce:
            return add<NoncePayload>(payloads, raw.body);
        case PayloadType::kNotify:
            return add<NotifyPayload>(payloads, raw.body);
        case PayloadType::kDelete:
            return add<DeletePayload>(payloads, raw.body);
        case PayloadType::kVendorId:
            return add<VendorIdPayload>(payloads, raw.body);
        case PayloadType::kTsInitiator:
            return add<TsiPayload>(payloads, raw.body);
        case PayloadType::kTsResponder:
            return add<TsrPayload>(payloads, raw.body);
        case PayloadType::kEncrypted:
            return add_encrypted<EncryptedPayload>(payloads, raw);
        case PayloadType::kEncryptedFragment:
            return add_encrypted<EncryptedFragmentPayload>(payloads, raw);
        default:
            return add_unread(payloads, raw);
    }
}

/// "An Encrypted payload MUST be the last payload" (RFC 7296 section 3.14), and its Next Payload field
/// belongs to its content; the same holds for an Encrypted Fragment (RFC 7383 section 2.5).
bool ends_chain(PayloadType type) {
    return type == PayloadType::kEncrypted || type == PayloadType::kEncryptedFragment;
}

std::optional<Refusal> parse_chain(std::vector<Payload>& payloads, PayloadType first, ByteView bytes,
                                   bool is_protected) {
    ByteReader reader(bytes);
    size_t count = 0;
    for (PayloadType next = first; next != PayloadType::kNone;) {
        if (++count > limits::kPayloads) return invalid_syntax("too many payloads");
        const auto raw = take_payload(reader, next);
        if (!raw) return invalid_syntax("payload does not fit its message");
        if (ends_chain(raw->type)) {
            if (is_protected) return invalid_syntax("Encrypted payload inside of another");
            if (!reader.empty()) return invalid_syntax("Encrypted payload is not the last");
        }
        if (auto refusal = add_payload(payloads, *raw)) return refusal;
        next = ends_chain(raw->type) ? PayloadType::kNone : raw->next;
    }
    if (!reader.empty()) return invalid_syntax("bytes after the last payload");
    return std::nullopt;
}

}  // namespace

ParseResult<Message> Message::parse(ByteView datagram) {
    auto header = IkeHeader::parse(datagram);
    if (!header) return header.refusal();
    if (header->major_version != 2) {
        return Refusal{NotifyType::kInvalidMajorVersion, "major version is not 2", PayloadType::kNone};
    }
    // "This value MUST NOT be zero", section 3.1.
    if (header->initiator_spi == IkeSpi()) return invalid_syntax("initiator's SPI is zero");
    Message message{*header, {}, false};
    const ByteView rest = datagram.subspan(IkeHeader::kSize);
    if (auto refusal = parse_chain(message.payloads, header->next_payload, rest, false)) return *refusal;
    return message;
}

ParseResult<Message> Message::parse_protected(const IkeHeader& header, PayloadType first, ByteView content) {
    Message message{header, {}, true};
    if (auto refusal = parse_chain(message.payloads, first, content, true)) return *refusal;
    return message;
}

bool parse_any(ByteView bytes) {
    bool taken = Message::parse(bytes).ok();
    for (unsigned type = 0; type < 256; ++type)
        taken = Message::parse_protected(IkeHeader{}, static_cast<PayloadType>(type), bytes).ok() || taken;
    for (unsigned type = 1; type < 256; ++type) {
        std::vector<Payload> payloads;
        const RawPayload raw{static_cast<PayloadType>(type), PayloadType::kNone, false, bytes};
        taken = (!add_payload(payloads, raw) && !payloads.empty()) || taken;
    }
    return taken;
}

}  // namespace hawser::ike
