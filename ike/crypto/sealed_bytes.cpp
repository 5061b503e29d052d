// SPDX-License-Identifier: BSD-2-Clause
#include "ike/crypto/sealed_bytes.h"

#include <openssl/err.h>

#include <algorithm>

#include "base/check.h"
#include "ike/crypto/openssl.h"

namespace hawser::ike {

namespace {

constexpr size_t kKeyBytes = 32;
constexpr size_t kNonceBytes = 12;
constexpr size_t kIcvBytes = 16;

openssl::CipherContext begin(ByteView key, ByteView nonce, ByteView associated, bool encrypt) {
    static const EVP_CIPHER* const kCipher = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
    HAWSER_CHECK(key.size() == kKeyBytes, "a sealing key has 32 bytes");
    openssl::CipherContext context(EVP_CIPHER_CTX_new());
    int written = 0;
    const bool begun =
        context && kCipher != nullptr &&
        EVP_CipherInit_ex2(context.get(), kCipher, key.data(), nonce.data(), encrypt ? 1 : 0, nullptr) == 1 &&
        EVP_CipherUpdate(context.get(), nullptr, &written, associated.data(),
                         static_cast<int>(associated.size())) == 1;
    return begun ? std::move(context) : nullptr;
}

}  // namespace

Result<Bytes> seal_bytes(ByteView key, ByteView associated, ByteView plain, RandomSource& random) {
    Bytes sealed(kNonceBytes + plain.size() + kIcvBytes);
    random.fill({sealed.data(), kNonceBytes});
    const auto context = begin(key, ByteView(sealed).first(kNonceBytes), associated, true);
    uint8_t* text = sealed.data() + kNonceBytes;
    uint8_t* icv = text + plain.size();
    int written = 0;
    const bool done =
        context &&
        EVP_CipherUpdate(context.get(), text, &written, plain.data(), static_cast<int>(plain.size())) == 1 &&
        EVP_CipherFinal_ex(context.get(), icv, &written) == 1 &&
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, kIcvBytes, icv) == 1;
    if (!done) return Error("OpenSSL cannot seal by AES-256-GCM");
    return sealed;
}

std::optional<SecretBytes> unseal_bytes(ByteView key, ByteView associated, ByteView sealed) {
    if (sealed.size() < kNonceBytes + kIcvBytes) return std::nullopt;
    const auto context = begin(key, sealed.first(kNonceBytes), associated, false);
    const ByteView text = sealed.subspan(kNonceBytes, sealed.size() - kNonceBytes - kIcvBytes);
    std::array<uint8_t, kIcvBytes> icv{};
    std::copy(sealed.end() - kIcvBytes, sealed.end(), icv.begin());
    SecretBytes plain(text.size());
    int written = 0;
    const bool done =
        context && EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, kIcvBytes, icv.data()) == 1 &&
        EVP_CipherUpdate(context.get(), plain.data(), &written, text.data(), static_cast<int>(text.size())) ==
            1 &&
        EVP_CipherFinal_ex(context.get(), plain.data() + written, &written) == 1;
    if (done) return plain;
    // What a stranger sends must not fill the thread's queue of errors.
    ERR_clear_error();
    return std::nullopt;
}

}  // namespace hawser::ike
