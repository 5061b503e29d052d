// SPDX-License-Identifier: BSD-2-Clause
#include "ike/crypto/hmac.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <array>

#include "base/check.h"
#include "ike/crypto/openssl.h"

namespace hawser::ike {

namespace {

constexpr size_t kLargestBlock = 128;
constexpr size_t kLargestHash = 64;

const EVP_MD* digest_of(HashId hash) {
    static const std::array<const EVP_MD*, 3> kDigests = {EVP_MD_fetch(nullptr, "SHA2-256", nullptr),
                                                          EVP_MD_fetch(nullptr, "SHA2-384", nullptr),
                                                          EVP_MD_fetch(nullptr, "SHA2-512", nullptr)};
    const EVP_MD* digest = kDigests[static_cast<size_t>(hash)];
    HAWSER_CHECK(digest != nullptr, "OpenSSL has no SHA2");
    return digest;
}

constexpr size_t block_size(HashId hash) {
    return hash == HashId::kSha2_256 ? 64 : 128;
}

/// A hash function with a context of its own. OpenSSL's HMAC would do the same, but in 3.0 making or copying
/// its contexts costs several times what hashing a short message does.
class Hasher {
 public:
    explicit Hasher(HashId hash) : digest_(digest_of(hash)), context_(EVP_MD_CTX_new()) { begin(); }

    void update(ByteView data) {
        HAWSER_CHECK(EVP_DigestUpdate(context_.get(), data.data(), data.size()) == 1,
                     "hashing fails only for lack of memory");
    }
    /// Begins anew at once, so that nothing of what was hashed stays in the context.
    void finish(uint8_t* out) {
        HAWSER_CHECK(EVP_DigestFinal_ex(context_.get(), out, nullptr) == 1,
                     "hashing fails only for lack of memory");
        begin();
    }

 private:
    void begin() {
        HAWSER_CHECK(context_ && EVP_DigestInit_ex2(context_.get(), digest_, nullptr) == 1,
                     "beginning a hash fails only for lack of memory");
    }

    const EVP_MD* digest_;
    openssl::DigestContext context_;
};

Hasher& hasher_of(HashId hash) {
    thread_local std::array<Hasher, 3> hashers = {Hasher(HashId::kSha2_256), Hasher(HashId::kSha2_384),
                                                  Hasher(HashId::kSha2_512)};
    return hashers[static_cast<size_t>(hash)];
}

void xor_with(std::array<uint8_t, kLargestBlock>& block, uint8_t value) {
    for (uint8_t& byte : block)
        byte = static_cast<uint8_t>(byte ^ value);
}

}  // namespace

// RFC 2104: H(K ^ opad | H(K ^ ipad | data)), where K is the key, or its hash if it is longer than a block.
void hmac(HashId hash, ByteView key, std::initializer_list<ByteView> data, std::span<uint8_t> out) {
    HAWSER_CHECK(out.size() <= hash_size(hash), "a hash gives no more than its size");
    constexpr uint8_t kInner = 0x36;
    constexpr uint8_t kOuter = 0x5c;
    Hasher& hasher = hasher_of(hash);
    std::array<uint8_t, kLargestBlock> block{};
    std::array<uint8_t, kLargestHash> result{};
    const ByteView padded = ByteView(block).first(block_size(hash));
    if (key.size() <= padded.size()) {
        std::copy(key.begin(), key.end(), block.begin());
    } else {
        hasher.update(key);
        hasher.finish(block.data());
    }
    xor_with(block, kInner);
    hasher.update(padded);
    for (ByteView part : data)
        hasher.update(part);
    hasher.finish(result.data());
    xor_with(block, kInner ^ kOuter);
    hasher.update(padded);
    hasher.update(ByteView(result).first(hash_size(hash)));
    hasher.finish(result.data());
    std::copy_n(result.begin(), out.size(), out.begin());
    OPENSSL_cleanse(block.data(), block.size());
    OPENSSL_cleanse(result.data(), result.size());
}

}  // namespace hawser::ike
