// SPDX-License-Identifier: BSD-2-Clause
#include "ike/crypto/cipher.h"

#include <algorithm>

#include "base/check.h"
#include "ike/crypto/cipher_engine.h"
#include "ike/crypto/openssl.h"
#include "ike/wire/limits.h"
#include "ike/wire/writer.h"

namespace hawser::ike {

namespace {

constexpr size_t kGenericHeaderBytes = 4;

/// The fewest bytes that make payloads, padding and the pad length a multiple of the block: a SHOULD of
/// section 3.14.
size_t padding_for(size_t payload_bytes, size_t block) {
    return (block - (payload_bytes + 1) % block) % block;
}

}  // namespace

IkeCipher::IkeCipher(const IkeAlgorithms& algorithms, ByteView encryption_key, ByteView integrity_key) {
    HAWSER_CHECK(ike_supports_encryption(algorithms.encryption, algorithms.key_bits),
                 "an algorithm that was not offered is not selected");
    HAWSER_CHECK(encryption_keymat_size(algorithms.encryption, algorithms.key_bits) == encryption_key.size(),
                 "the key does not fit its algorithm");
    if (is_aead(algorithms.encryption)) {
        HAWSER_CHECK(integrity_key.empty(), "an AEAD takes no integrity key");
        engine_ = Engine::make_aead(algorithms.encryption, encryption_key);
    } else {
        engine_ = Engine::make_with_hmac(algorithms.encryption, encryption_key, algorithms.integrity,
                                         integrity_key);
    }
}

IkeCipher::~IkeCipher() = default;
IkeCipher::IkeCipher(IkeCipher&&) noexcept = default;
IkeCipher& IkeCipher::operator=(IkeCipher&&) noexcept = default;

size_t IkeCipher::overhead(size_t payload_bytes) const {
    return kGenericHeaderBytes + engine_->iv_size() + padding_for(payload_bytes, engine_->block_size()) + 1 +
           engine_->icv_size();
}

Result<Bytes> IkeCipher::protect_one(const IkeHeader& header, PayloadType first, ByteView content,
                                     const std::optional<FragmentNumbers>& numbers, RandomSource& random) {
    const size_t encrypted_size =
        content.size() + overhead(content.size()) + (numbers ? FragmentNumbers::kSize : 0);
    if (IkeHeader::kSize + encrypted_size > limits::kMessageBytes) {
        return Error("protecting an IKE message: it is larger than a datagram");
    }
    ByteWriter writer;
    IkeHeader outer = header;
    outer.next_payload = numbers ? PayloadType::kEncryptedFragment : PayloadType::kEncrypted;
    outer.length = static_cast<uint32_t>(IkeHeader::kSize + encrypted_size);
    outer.serialize(writer);
    writer.u8(static_cast<uint8_t>(first));
    writer.u8(0);
    writer.u16(static_cast<uint16_t>(encrypted_size));
    if (numbers) {
        writer.u16(numbers->number);
        writer.u16(numbers->total);
    }
    // For SKF the numbers are associated data too (RFC 7383 section 2.5).
    const size_t associated_size = writer.size();
    const size_t padding = padding_for(content.size(), engine_->block_size());
    writer.zeros(engine_->iv_size());
    writer.bytes(content);
    writer.zeros(padding);
    writer.u8(static_cast<uint8_t>(padding));
    writer.zeros(engine_->icv_size());

    Bytes message = writer.release();
    if (!engine_->seal(message, associated_size, random))
        return openssl::failure("protecting an IKE message");
    return message;
}

Result<Bytes> IkeCipher::protect(const IkeHeader& header, PayloadType first, ByteView payloads,
                                 RandomSource& random) {
    return protect_one(header, first, payloads, std::nullopt, random);
}

Result<Bytes> IkeCipher::protect(const Message& message, RandomSource& random) {
    return protect(message.header, message.first_type(), message.serialize_payloads(), random);
}

size_t IkeCipher::fragment_capacity(size_t max_bytes) const {
    const size_t fixed = IkeHeader::kSize + kGenericHeaderBytes + FragmentNumbers::kSize +
                         engine_->iv_size() + engine_->icv_size();
    if (max_bytes <= fixed) return 0;
    const size_t blocks = (max_bytes - fixed) / engine_->block_size();
    // The pad length takes one byte of the last block.
    return blocks == 0 ? 0 : blocks * engine_->block_size() - 1;
}

Result<std::vector<Bytes>> IkeCipher::protect_in_fragments(const IkeHeader& header, PayloadType first,
                                                           ByteView payloads, size_t max_bytes,
                                                           RandomSource& random) {
    std::vector<Bytes> messages;
    if (IkeHeader::kSize + payloads.size() + overhead(payloads.size()) <= max_bytes) {
        auto whole = protect(header, first, payloads, random);
        if (!whole) return whole.error();
        messages.push_back(*std::move(whole));
        return messages;
    }
    const size_t capacity = fragment_capacity(max_bytes);
    const size_t total = capacity == 0 ? 0 : (payloads.size() + capacity - 1) / capacity;
    if (total == 0 || total > limits::kFragmentsPerMessage)
        return Error("fragmenting an IKE message: its fragments would be too small");
    for (size_t i = 0; i < total; ++i) {
        const FragmentNumbers numbers{static_cast<uint16_t>(i + 1), static_cast<uint16_t>(total)};
        const ByteView rest = payloads.subspan(i * capacity);
        auto fragment = protect_one(header, i == 0 ? first : PayloadType::kNone,
                                    rest.first(std::min(capacity, rest.size())), numbers, random);
        if (!fragment) return fragment.error();
        messages.push_back(*std::move(fragment));
    }
    return messages;
}

std::optional<SecretBytes> IkeCipher::open_frame(const EncryptedFrame& frame) const {
    SecretBytes plain(frame.ciphertext.size());
    if (!engine_->open(frame, {plain.data(), plain.size()})) return std::nullopt;
    // "the recipient MUST accept any length that results in proper alignment", section 3.14: the last byte
    // says how much padding is before it.
    const size_t padding = plain.view().back();
    if (padding + 1 > plain.size()) return std::nullopt;
    return plain.slice(0, plain.size() - 1 - padding);
}

std::optional<OpenedContent> IkeCipher::open(ByteView message) const {
    const auto frame = EncryptedFrame::locate(message, engine_->iv_size(), engine_->icv_size());
    auto content = frame ? open_frame(*frame) : std::nullopt;
    if (!content) return std::nullopt;
    return OpenedContent{frame->first_inner, *std::move(content)};
}

std::optional<OpenedFragment> IkeCipher::open_fragment(ByteView message) const {
    const auto frame = EncryptedFrame::locate(message, engine_->iv_size(), engine_->icv_size(),
                                              PayloadType::kEncryptedFragment, FragmentNumbers::kSize);
    if (!frame) return std::nullopt;
    const auto payload = EncryptedFragmentPayload::parse(
        message.subspan(frame->associated_data.size() - FragmentNumbers::kSize));
    auto content = payload.ok() ? open_frame(*frame) : std::nullopt;
    if (!content) return std::nullopt;
    return OpenedFragment{payload->numbers, frame->first_inner, *std::move(content)};
}

IkeCipherPair IkeCipherPair::from_keys(const IkeAlgorithms& algorithms, const IkeKeys& keys, bool initiator) {
    IkeCipher of_initiator(algorithms, keys.ei.view(), keys.ai.view());
    IkeCipher of_responder(algorithms, keys.er.view(), keys.ar.view());
    if (initiator) return {std::move(of_initiator), std::move(of_responder)};
    return {std::move(of_responder), std::move(of_initiator)};
}

}  // namespace hawser::ike
