// SPDX-License-Identifier: BSD-2-Clause
#include "base/check.h"
#include "ike/wire/limits.h"
#include "ike/wire/message.h"

namespace hawser::ike {

namespace {

/// The Next Payload field of a payload's header: the type of the one behind it, but for SK and SKF
/// of the one inside.
PayloadType next_of(const std::vector<Payload>& payloads, size_t index) {
    if (const auto* encrypted = std::get_if<EncryptedPayload>(&payloads[index]))
        return encrypted->first_inner;
    if (const auto* fragment = std::get_if<EncryptedFragmentPayload>(&payloads[index]))
        return fragment->first_inner;
    return index + 1 < payloads.size() ? type_of(payloads[index + 1]) : PayloadType::kNone;
}

void serialize_chain(ByteWriter& writer, const std::vector<Payload>& payloads) {
    for (size_t i = 0; i < payloads.size(); ++i) {
        const size_t start = writer.size();
        const auto* unknown = std::get_if<UnknownPayload>(&payloads[i]);
        writer.u8(static_cast<uint8_t>(next_of(payloads, i)));
        writer.u8(unknown != nullptr && unknown->critical ? 0x80 : 0);
        writer.u16(0);
        std::visit([&writer](const auto& payload) { payload.serialize(writer); }, payloads[i]);
        writer.patch_length_u16(start + 2, start);
    }
}

}  // namespace

Bytes Message::serialize() const {
    HAWSER_CHECK(!is_protected, "a protected message leaves through IkeCipher::protect");
    ByteWriter writer;
    header.serialize(writer);
    writer.patch_u8(IkeHeader::kNextPayloadOffset, static_cast<uint8_t>(first_type()));
    serialize_chain(writer, payloads);
    HAWSER_CHECK(writer.size() <= limits::kMessageBytes, "message does not fit a datagram");
    writer.patch_u32(IkeHeader::kLengthOffset, static_cast<uint32_t>(writer.size()));
    return writer.release();
}

Bytes Message::serialize_payloads() const {
    ByteWriter writer;
    serialize_chain(writer, payloads);
    return writer.release();
}

PayloadType Message::first_type() const {
    return payloads.empty() ? PayloadType::kNone : type_of(payloads.front());
}

const NotifyPayload* Message::notify(NotifyType type) const {
    for (const Payload& payload : payloads) {
        const auto* found = std::get_if<NotifyPayload>(&payload);
        if (found != nullptr && found->type == type) return found;
    }
    return nullptr;
}

const NotifyPayload* Message::error_notify() const {
    for (const Payload& payload : payloads) {
        const auto* found = std::get_if<NotifyPayload>(&payload);
        if (found != nullptr && is_error(found->type)) return found;
    }
    return nullptr;
}

std::string Message::to_string() const {
    std::string text = header.to_string() + " [";
    for (const Payload& payload : payloads)
        text += " " + ike::to_string(payload);
    return text + " ]";
}

}  // namespace hawser::ike
