// SPDX-License-Identifier: BSD-2-Clause
#include <openssl/err.h>

#include <array>

#include "base/check.h"
#include "ike/crypto/cipher_engine.h"
#include "ike/crypto/hmac.h"
#include "ike/crypto/openssl.h"

namespace hawser::ike {

namespace {

constexpr size_t kBlockBytes = 16;

const EVP_CIPHER* cipher_of(size_t key_bytes) {
    static const std::array<const EVP_CIPHER*, 3> kCiphers = {
        EVP_CIPHER_fetch(nullptr, "AES-128-CBC", nullptr), EVP_CIPHER_fetch(nullptr, "AES-192-CBC", nullptr),
        EVP_CIPHER_fetch(nullptr, "AES-256-CBC", nullptr)};
    const EVP_CIPHER* cipher = kCiphers[key_bytes / 8 - 2];
    HAWSER_CHECK(cipher != nullptr, "OpenSSL has no AES-CBC");
    return cipher;
}

HashId hash_of(IntegrityId id) {
    HAWSER_CHECK(ike_supports_integrity(id), "an algorithm that was not offered is not selected");
    if (id == IntegrityId::kHmacSha2_256_128) return HashId::kSha2_256;
    return id == IntegrityId::kHmacSha2_384_192 ? HashId::kSha2_384 : HashId::kSha2_512;
}

}  // namespace

/// AES-CBC, then HMAC over the whole message (RFC 7296 section 3.14).
class IkeCipher::CbcEngine final : public IkeCipher::Engine {
 public:
    CbcEngine(ByteView encryption_key, IntegrityId integrity, ByteView integrity_key)
        : encryption_key_(encryption_key),
          hash_(hash_of(integrity)),
          integrity_key_(integrity_key),
          context_(EVP_CIPHER_CTX_new()) {
        HAWSER_CHECK(
            encryption_key.size() == 16 || encryption_key.size() == 24 || encryption_key.size() == 32,
            "AES keys are 16, 24 or 32 bytes");
        HAWSER_CHECK(integrity_key.size() == hash_size(hash_), "an integrity key is as long as its hash");
        HAWSER_CHECK(context_ != nullptr, "making a context fails only for lack of memory");
    }

    size_t iv_size() const override { return kBlockBytes; }
    size_t icv_size() const override { return hash_size(hash_) / 2; }
    size_t block_size() const override { return kBlockBytes; }

    bool seal(std::span<uint8_t> message, size_t associated_size, RandomSource& random) override {
        const auto iv = message.subspan(associated_size, kBlockBytes);
        // "Senders MUST select a new unpredictable IV for every message", section 3.14.
        random.fill(iv);
        const size_t text_size = message.size() - associated_size - kBlockBytes - icv_size();
        const auto text = message.subspan(associated_size + kBlockBytes, text_size);
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
        if (frame.ciphertext.size() % kBlockBytes != 0) return false;
        const bool opened = crypt(frame.iv, frame.ciphertext, plain, false);
        if (!opened) ERR_clear_error();
        return opened;
    }

 private:
    bool crypt(ByteView iv, ByteView from, std::span<uint8_t> to, bool encrypt) const {
        int written = 0;
        int rest = 0;
        return EVP_CipherInit_ex2(context_.get(), cipher_of(encryption_key_.size()), encryption_key_.data(),
                                  iv.data(), encrypt ? 1 : 0, nullptr) == 1 &&
               // IKE pads by itself.
               EVP_CIPHER_CTX_set_padding(context_.get(), 0) == 1 &&
               EVP_CipherUpdate(context_.get(), to.data(), &written, from.data(),
                                static_cast<int>(from.size())) == 1 &&
               EVP_CipherFinal_ex(context_.get(), to.data() + written, &rest) == 1;
    }

    SecretBytes encryption_key_;
    HashId hash_;
    SecretBytes integrity_key_;
    openssl::CipherContext context_;
};

std::unique_ptr<IkeCipher::Engine> IkeCipher::Engine::make_cbc(ByteView encryption_key, IntegrityId integrity,
                                                               ByteView integrity_key) {
    return std::make_unique<CbcEngine>(encryption_key, integrity, integrity_key);
}

}  // namespace hawser::ike
