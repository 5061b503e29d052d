// SPDX-License-Identifier: BSD-2-Clause
#include <openssl/err.h>

#include <algorithm>
#include <array>

#include "base/check.h"
#include "ike/crypto/cipher_engine.h"
#include "ike/crypto/hmac.h"
#include "ike/crypto/openssl.h"

namespace hawser::ike {

namespace {

constexpr size_t kBlockBytes = 16;

/// RFC 3686 section 4 and RFC 5930 section 2: nonce (4), IV (8) and a block counter (4) that begins with 1.
constexpr size_t kCtrIvBytes = 8;

const EVP_CIPHER* cipher_of(bool counter_mode, size_t key_bytes) {
    static const std::array<const EVP_CIPHER*, 6> kCiphers = {
        EVP_CIPHER_fetch(nullptr, "AES-128-CBC", nullptr), EVP_CIPHER_fetch(nullptr, "AES-192-CBC", nullptr),
        EVP_CIPHER_fetch(nullptr, "AES-256-CBC", nullptr), EVP_CIPHER_fetch(nullptr, "AES-128-CTR", nullptr),
        EVP_CIPHER_fetch(nullptr, "AES-192-CTR", nullptr), EVP_CIPHER_fetch(nullptr, "AES-256-CTR", nullptr)};
    const EVP_CIPHER* cipher = kCiphers[key_bytes / 8 - 2 + (counter_mode ? 3 : 0)];
    HAWSER_CHECK(cipher != nullptr, "OpenSSL has no AES");
    return cipher;
}

HashId hash_of(IntegrityId id) {
    HAWSER_CHECK(ike_supports_integrity(id), "an algorithm that was not offered is not selected");
    if (id == IntegrityId::kHmacSha2_256_128) return HashId::kSha2_256;
    return id == IntegrityId::kHmacSha2_384_192 ? HashId::kSha2_384 : HashId::kSha2_512;
}

}  // namespace

/// AES-CBC or AES-CTR, then HMAC over the whole message (RFC 7296 section 3.14).
class IkeCipher::HmacEngine final : public IkeCipher::Engine {
 public:
    HmacEngine(EncryptionId id, ByteView encryption_key, IntegrityId integrity, ByteView integrity_key)
        : counter_mode_(id == EncryptionId::kAesCtr),
          encryption_key_(encryption_key.first(encryption_key.size() - encryption_salt_size(id))),
          nonce_(encryption_key.last(encryption_salt_size(id))),
          hash_(hash_of(integrity)),
          integrity_key_(integrity_key) {
        HAWSER_CHECK(
            encryption_key_.size() == 16 || encryption_key_.size() == 24 || encryption_key_.size() == 32,
            "AES keys are 16, 24 or 32 bytes");
        HAWSER_CHECK(integrity_key.size() == hash_size(hash_), "an integrity key is as long as its hash");
    }

    size_t iv_size() const override { return counter_mode_ ? kCtrIvBytes : kBlockBytes; }
    size_t icv_size() const override { return hash_size(hash_) / 2; }
    size_t block_size() const override { return counter_mode_ ? 1 : kBlockBytes; }

    bool seal(std::span<uint8_t> message, size_t associated_size, RandomSource& random) override {
        const auto iv = message.subspan(associated_size, iv_size());
        choose_iv(iv, random);
        const size_t text_size = message.size() - associated_size - iv_size() - icv_size();
        const auto text = message.subspan(associated_size + iv_size(), text_size);
        if (!crypt(iv, text, text, true)) return false;
        const ByteView authenticated(message.first(message.size() - icv_size()));
        hmac(hash_, integrity_key_.view(), {authenticated}, message.last(icv_size()));
        return true;
    }

    bool open(const EncryptedFrame& frame, std::span<uint8_t> plain) const override {
        std::array<uint8_t, 32> icv{};
        const std::span<uint8_t> computed(icv.data(), icv_size());
        hmac(hash_, integrity_key_.view(), {frame.authenticated}, computed);
        if (!equal_in_constant_time(computed, frame.icv)) return false;
        if (frame.ciphertext.size() % block_size() != 0) return false;
        const bool opened = crypt(frame.iv, frame.ciphertext, plain, false);
        if (!opened) ERR_clear_error();
        return opened;
    }

 private:
    /// "Senders MUST select a new unpredictable IV for every message", RFC 7296 section 3.14, is for CBC; in
    /// counter mode it must only never be the same again (RFC 3686 section 2.1).
    void choose_iv(std::span<uint8_t> iv, RandomSource& random) {
        if (!counter_mode_) return random.fill(iv);
        const uint64_t counter = ++messages_;
        for (size_t i = 0; i < iv.size(); ++i)
            iv[i] = static_cast<uint8_t>(counter >> (8 * (iv.size() - 1 - i)));
    }

    /// What OpenSSL calls the IV of either mode.
    std::array<uint8_t, kBlockBytes> first_block(ByteView iv) const {
        std::array<uint8_t, kBlockBytes> block{};
        std::copy_n(nonce_.data(), nonce_.size(), block.begin());
        std::copy(iv.begin(), iv.end(), block.begin() + static_cast<ptrdiff_t>(nonce_.size()));
        if (counter_mode_) block.back() = 1;
        return block;
    }

    bool crypt(ByteView iv, ByteView from, std::span<uint8_t> to, bool encrypt) const {
        // Not kept, as with an AEAD.
        const openssl::CipherContext context(EVP_CIPHER_CTX_new());
        int written = 0;
        int rest = 0;
        return context &&
               EVP_CipherInit_ex2(context.get(), cipher_of(counter_mode_, encryption_key_.size()),
                                  encryption_key_.data(), first_block(iv).data(), encrypt ? 1 : 0,
                                  nullptr) == 1 &&
               // IKE pads by itself.
               EVP_CIPHER_CTX_set_padding(context.get(), 0) == 1 &&
               EVP_CipherUpdate(context.get(), to.data(), &written, from.data(),
                                static_cast<int>(from.size())) == 1 &&
               EVP_CipherFinal_ex(context.get(), to.data() + written, &rest) == 1;
    }

    bool counter_mode_;
    SecretBytes encryption_key_;
    SecretBytes nonce_;  ///< of counter mode, otherwise empty
    uint64_t messages_ = 0;
    HashId hash_;
    SecretBytes integrity_key_;
};

std::unique_ptr<IkeCipher::Engine> IkeCipher::Engine::make_with_hmac(EncryptionId id, ByteView encryption_key,
                                                                     IntegrityId integrity,
                                                                     ByteView integrity_key) {
    return std::make_unique<HmacEngine>(id, encryption_key, integrity, integrity_key);
}

}  // namespace hawser::ike
