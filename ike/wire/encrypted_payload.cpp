// SPDX-License-Identifier: BSD-2-Clause
#include "ike/wire/encrypted_payload.h"

#include <fmt/format.h>

#include "ike/wire/header.h"
#include "ike/wire/reader.h"

namespace hawser::ike {

namespace {

constexpr size_t kGenericHeaderBytes = 4;

/// Walks the chain of payloads up to the one of `type`; the offset of its generic header, nothing if the
/// chain breaks.
std::optional<size_t> find_payload(ByteView message, PayloadType type) {
    if (message.size() < IkeHeader::kSize) return std::nullopt;
    auto next = static_cast<PayloadType>(message[IkeHeader::kNextPayloadOffset]);
    size_t offset = IkeHeader::kSize;
    while (next != PayloadType::kNone) {
        ByteReader reader(message.subspan(offset));
        const auto head = reader.take<kGenericHeaderBytes>();
        if (!head || head->u16<2>() < kGenericHeaderBytes) return std::nullopt;
        const size_t length = head->u16<2>();
        if (!reader.take(length - kGenericHeaderBytes)) return std::nullopt;
        if (next == type) return reader.empty() ? std::optional(offset) : std::nullopt;
        next = static_cast<PayloadType>(head->u8<0>());
        offset += length;
    }
    return std::nullopt;
}

}  // namespace

ParseResult<EncryptedPayload> EncryptedPayload::parse(ByteView body) {
    if (body.empty()) return invalid_syntax("Encrypted payload without content");
    return EncryptedPayload{PayloadType::kNone, to_bytes(body)};
}

void EncryptedPayload::serialize(ByteWriter& writer) const {
    writer.bytes(body);
}

std::string EncryptedPayload::to_string() const {
    return fmt::format("E({} bytes)", body.size());
}

std::optional<EncryptedFrame> EncryptedFrame::locate(ByteView message, size_t iv_size, size_t icv_size,
                                                     PayloadType type, size_t prefix_size) {
    const auto offset = find_payload(message, type);
    if (!offset) return std::nullopt;
    const size_t content = *offset + kGenericHeaderBytes + prefix_size;
    if (message.size() < content + iv_size + 1 + icv_size) return std::nullopt;
    EncryptedFrame frame;
    frame.first_inner = static_cast<PayloadType>(message[*offset]);
    frame.associated_data = message.first(content);
    frame.iv = message.subspan(content, iv_size);
    frame.ciphertext = message.subspan(content + iv_size, message.size() - content - iv_size - icv_size);
    frame.icv = message.last(icv_size);
    frame.authenticated = message.first(message.size() - icv_size);
    return frame;
}

}  // namespace hawser::ike
