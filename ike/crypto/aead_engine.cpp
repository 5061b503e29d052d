// SPDX-License-Identifier: BSD-2-Clause
#include <openssl/err.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/check.h"
#include "ike/crypto/cipher_engine.h"
#include "ike/crypto/openssl.h"

namespace hawser::ike {

namespace {

constexpr size_t kSaltBytes = 4;
constexpr size_t kIvBytes = 8;
constexpr size_t kIcvBytes = 16;

const EVP_CIPHER* gcm_of(size_t key_bytes) {
    static const std::array<const EVP_CIPHER*, 3> kCiphers = {
        EVP_CIPHER_fetch(nullptr, "AES-128-GCM", nullptr), EVP_CIPHER_fetch(nullptr, "AES-192-GCM", nullptr),
        EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr)};
    return kCiphers[key_bytes / 8 - 2];
}

const EVP_CIPHER* chacha20_poly1305() {
    static const EVP_CIPHER* const kCipher = EVP_CIPHER_fetch(nullptr, "ChaCha20-Poly1305", nullptr);
    return kCipher;
}

int length_of(ByteView bytes) {
    return static_cast<int>(bytes.size());
}

}  // namespace

/// AES-GCM with a 16-octet ICV (RFC 5282) or ChaCha20-Poly1305 (RFC 7634). Both have a nonce of salt | IV.
class IkeCipher::AeadEngine final : public IkeCipher::Engine {
 public:
    AeadEngine(EncryptionId id, ByteView key_and_salt)
        : cipher_(id == EncryptionId::kChaCha20Poly1305 ? chacha20_poly1305()
                                                        : gcm_of(key_and_salt.size() - kSaltBytes)),
          key_and_salt_(key_and_salt) {
        HAWSER_CHECK(key_and_salt.size() == 20 || key_and_salt.size() == 28 || key_and_salt.size() == 36,
                     "AEAD keys are 16, 24 or 32 bytes, and 4 of salt");
        HAWSER_CHECK(cipher_ != nullptr, "OpenSSL lacks a cipher that was offered");
    }

    size_t iv_size() const override { return kIvBytes; }
    size_t icv_size() const override { return kIcvBytes; }
    size_t block_size() const override { return 1; }

    bool seal(std::span<uint8_t> message, size_t associated_size, RandomSource&) override {
        uint8_t* iv = message.data() + associated_size;
        // "chosen ... in a manner that ensures that the same IV value is used only once for a given key", RFC
        // 5282 section 3.1: a counter, which RFC 7634 section 2 recommends too.
        const uint64_t counter = ++messages_;
        for (size_t i = 0; i < kIvBytes; ++i)
            iv[i] = static_cast<uint8_t>(counter >> (8 * (kIvBytes - 1 - i)));
        uint8_t* text = iv + kIvBytes;
        const int text_length = static_cast<int>(message.size() - associated_size - kIvBytes - kIcvBytes);
        int written = 0;
        const openssl::CipherContext context = start(iv, true);
        return context &&
               EVP_CipherUpdate(context.get(), nullptr, &written, message.data(),
                                static_cast<int>(associated_size)) == 1 &&
               EVP_CipherUpdate(context.get(), text, &written, text, text_length) == 1 &&
               written == text_length &&
               EVP_CipherFinal_ex(context.get(), text + text_length, &written) == 1 &&
               EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, kIcvBytes, text + text_length) == 1;
    }

    bool open(const EncryptedFrame& frame, std::span<uint8_t> plain) const override {
        std::array<uint8_t, kIcvBytes> icv{};
        std::copy(frame.icv.begin(), frame.icv.end(), icv.begin());
        const ByteView& associated = frame.associated_data;
        int written = 0;
        const openssl::CipherContext context = start(frame.iv.data(), false);
        // OpenSSL compares the tag in constant time, in Final.
        const bool opened =
            context &&
            EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, kIcvBytes, icv.data()) == 1 &&
            EVP_CipherUpdate(context.get(), nullptr, &written, associated.data(), length_of(associated)) ==
                1 &&
            EVP_CipherUpdate(context.get(), plain.data(), &written, frame.ciphertext.data(),
                             length_of(frame.ciphertext)) == 1 &&
            EVP_CipherFinal_ex(context.get(), plain.data() + written, &written) == 1;
        // What a stranger sends must not fill the thread's queue of errors.
        if (!opened) ERR_clear_error();
        return opened;
    }

 private:
    /// A context for one message; null on failure. It is not kept: with its key schedule it would take more
    /// memory than all the rest of an idle SA, and setting the key takes less time than a system call.
    openssl::CipherContext start(const uint8_t* iv, bool encrypt) const {
        const ByteView key = key_and_salt_.view().first(key_and_salt_.size() - kSaltBytes);
        std::array<uint8_t, kSaltBytes + kIvBytes> nonce{};
        std::copy_n(key.end(), kSaltBytes, nonce.begin());
        std::copy_n(iv, kIvBytes, nonce.begin() + kSaltBytes);
        openssl::CipherContext context(EVP_CIPHER_CTX_new());
        const bool keyed = context && EVP_CipherInit_ex2(context.get(), cipher_, key.data(), nonce.data(),
                                                         encrypt ? 1 : 0, nullptr) == 1;
        return keyed ? std::move(context) : nullptr;
    }

    const EVP_CIPHER* cipher_;
    SecretBytes key_and_salt_;
    uint64_t messages_ = 0;
};

std::unique_ptr<IkeCipher::Engine> IkeCipher::Engine::make_aead(EncryptionId id, ByteView key_and_salt) {
    return std::make_unique<AeadEngine>(id, key_and_salt);
}

}  // namespace hawser::ike
