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

Result<Bytes> IkeCipher::protect(const IkeHeader& header, PayloadType first, ByteView payloads,
                                 RandomSource& random) {
    const size_t encrypted_size = payloads.size() + overhead(payloads.size());
    if (IkeHeader::kSize + encrypted_size > limits::kMessageBytes) {
        return Error("protecting an IKE message: it is larger than a datagram");
    }
    ByteWriter writer;
    IkeHeader outer = header;
    outer.next_payload = PayloadType::kEncrypted;
    outer.length = static_cast<uint32_t>(IkeHeader::kSize + encrypted_size);
    outer.serialize(writer);
    writer.u8(static_cast<uint8_t>(first));
    writer.u8(0);
    writer.u16(static_cast<uint16_t>(encrypted_size));
    const size_t associated_size = writer.size();
    const size_t padding = padding_for(payloads.size(), engine_->block_size());
    writer.zeros(engine_->iv_size());
    writer.bytes(payloads);
    writer.zeros(padding);
    writer.u8(static_cast<uint8_t>(padding));
    writer.zeros(engine_->icv_size());

    Bytes message = writer.release();
    if (!engine_->seal(message, associated_size, random))
        return openssl::failure("protecting an IKE message");
    return message;
}

Result<Bytes> IkeCipher::protect(const Message& message, RandomSource& random) {
    return protect(message.header, message.first_type(), message.serialize_payloads(), random);
}

std::optional<OpenedContent> IkeCipher::open(ByteView message) const {
    const auto frame = EncryptedFrame::locate(message, engine_->iv_size(), engine_->icv_size());
    if (!frame) return std::nullopt;
    SecretBytes plain(frame->ciphertext.size());
    if (!engine_->open(*frame, {plain.data(), plain.size()})) return std::nullopt;
    // "the recipient MUST accept any length that results in proper alignment", section 3.14: the last byte
    // says how much padding is before it.
    const size_t padding = plain.view().back();
    if (padding + 1 > plain.size()) return std::nullopt;
    return OpenedContent{frame->first_inner, plain.slice(0, plain.size() - 1 - padding)};
}

IkeCipherPair IkeCipherPair::from_keys(const IkeAlgorithms& algorithms, const IkeKeys& keys, bool initiator) {
    IkeCipher of_initiator(algorithms, keys.ei.view(), keys.ai.view());
    IkeCipher of_responder(algorithms, keys.er.view(), keys.ar.view());
    if (initiator) return {std::move(of_initiator), std::move(of_responder)};
    return {std::move(of_responder), std::move(of_initiator)};
}

}  // namespace hawser::ike
