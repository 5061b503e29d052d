// SPDX-License-Identifier: BSD-2-Clause
#include "ike/crypto/intermediate_auth.h"

#include "ike/wire/encrypted_payload.h"
#include "ike/wire/fragment_payload.h"
#include "ike/wire/header.h"
#include "ike/wire/writer.h"

namespace hawser::ike {

namespace {

constexpr size_t kGenericHeaderBytes = 4;

/// The message up to and including the generic header of its SK or SKF.
std::optional<ByteView> up_to_encrypted(ByteView message) {
    if (const auto frame = EncryptedFrame::locate(message, 0, 0)) return frame->associated_data;
    const auto frame =
        EncryptedFrame::locate(message, 0, 0, PayloadType::kEncryptedFragment, FragmentNumbers::kSize);
    if (!frame) return std::nullopt;
    return message.first(frame->associated_data.size() - FragmentNumbers::kSize);
}

/// Where the type of the last payload is written: in the header, or in the payload before it.
size_t type_offset(ByteView associated) {
    size_t field = IkeHeader::kNextPayloadOffset;
    size_t offset = IkeHeader::kSize;
    while (offset + kGenericHeaderBytes < associated.size()) {
        field = offset;
        offset += static_cast<size_t>(associated[offset + 2] << 8 | associated[offset + 3]);
    }
    return field;
}

}  // namespace

std::optional<Bytes> intermediate_associated_data(ByteView message, size_t inner_bytes) {
    const auto associated = up_to_encrypted(message);
    if (!associated) return std::nullopt;
    ByteWriter writer;
    writer.bytes(*associated);
    // A fragment stands for the message that it is a part of.
    writer.patch_u8(type_offset(*associated), static_cast<uint8_t>(PayloadType::kEncrypted));
    writer.patch_u32(IkeHeader::kLengthOffset, static_cast<uint32_t>(writer.size() + inner_bytes));
    writer.patch_u16(writer.size() - 2, static_cast<uint16_t>(kGenericHeaderBytes + inner_bytes));
    return writer.release();
}

Bytes intermediate_associated_data(const IkeHeader& header, PayloadType first, size_t inner_bytes) {
    IkeHeader whole = header;
    whole.next_payload = PayloadType::kEncrypted;
    whole.length = static_cast<uint32_t>(IkeHeader::kSize + kGenericHeaderBytes + inner_bytes);
    ByteWriter writer;
    whole.serialize(writer);
    writer.u8(static_cast<uint8_t>(first));
    writer.u8(0);
    writer.u16(static_cast<uint16_t>(kGenericHeaderBytes + inner_bytes));
    return writer.release();
}

Bytes intermediate_auth(const Prf& prf, ByteView sk_p, ByteView previous, ByteView associated_data,
                        ByteView inner_payloads) {
    return to_bytes(prf.compute(sk_p, {previous, associated_data, inner_payloads}).view());
}

Bytes intermediate_chunk(ByteView auth_i, ByteView auth_r, MessageId auth_message) {
    ByteWriter writer;
    writer.bytes(auth_i);
    writer.bytes(auth_r);
    writer.u32(auth_message.value());
    return writer.release();
}

}  // namespace hawser::ike
