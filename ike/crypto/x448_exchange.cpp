// SPDX-License-Identifier: BSD-2-Clause
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/params.h>

#include <array>

#include "base/check.h"
#include "ike/crypto/key_exchange_groups.h"

namespace hawser::ike {

namespace {

constexpr size_t kBytes = 56;

/// What makes keys of the curve out of bytes. Looking the curve up by its name takes longer than an AEAD does
/// for a whole message, so it is done once.
EVP_PKEY_CTX* maker() {
    thread_local const openssl::PkeyContext kept = [] {
        openssl::PkeyContext made(EVP_PKEY_CTX_new_from_name(nullptr, "X448", nullptr));
        HAWSER_CHECK(made && EVP_PKEY_fromdata_init(made.get()) == 1, "OpenSSL lacks a curve of RFC 7748");
        return made;
    }();
    return kept.get();
}

/// A key out of one of its halves, which OSSL_PKEY_PARAM_PRIV_KEY or _PUB_KEY names; null if OpenSSL fails.
openssl::Pkey key_from(const char* half, ByteView bytes) {
    const OSSL_PARAM params[] = {
        OSSL_PARAM_construct_octet_string(half, const_cast<uint8_t*>(bytes.data()), bytes.size()),
        OSSL_PARAM_construct_end()};
    EVP_PKEY* key = nullptr;
    if (EVP_PKEY_fromdata(maker(), &key, EVP_PKEY_KEYPAIR, const_cast<OSSL_PARAM*>(params)) != 1)
        return nullptr;
    return openssl::Pkey(key);
}

/// RFC 8031: KE data and g^ir are 56 bytes, little endian as RFC 7748 has them.
class X448Exchange final : public KeyExchange {
 public:
    X448Exchange(openssl::Pkey key, Bytes public_value)
        : key_(std::move(key)), public_value_(std::move(public_value)) {}

    GroupId group() const override { return GroupId::kCurve448; }
    ByteView public_value() const override { return public_value_; }

    std::optional<SecretBytes> shared_secret(ByteView peer_value) const override {
        if (peer_value.size() != kBytes) return std::nullopt;
        const openssl::Pkey peer = key_from(OSSL_PKEY_PARAM_PUB_KEY, peer_value);
        if (!peer) {
            ERR_clear_error();
            return std::nullopt;
        }
        auto secret = derive_shared_secret(key_.get(), peer.get(), kBytes);
        // All zeros come of a peer's point of small order, whatever our key is: RFC 7748 section 6 allows
        // to abort then, and nobody honest sends such a point.
        const std::array<uint8_t, kBytes> zeros{};
        if (secret && equal_in_constant_time(secret->view(), zeros)) return std::nullopt;
        return secret;
    }

 private:
    openssl::Pkey key_;
    Bytes public_value_;
};

}  // namespace

Result<std::unique_ptr<KeyExchange>> make_x448(RandomSource& random) {
    SecretBytes private_key(kBytes);
    random.fill({private_key.data(), private_key.size()});
    openssl::Pkey key = key_from(OSSL_PKEY_PARAM_PRIV_KEY, private_key.view());
    Bytes public_value(kBytes);
    size_t length = public_value.size();
    if (!key || EVP_PKEY_get_raw_public_key(key.get(), public_value.data(), &length) != 1 || length != kBytes)
        return openssl::failure("making a key of " + to_string(GroupId::kCurve448));
    return std::unique_ptr<KeyExchange>(
        std::make_unique<X448Exchange>(std::move(key), std::move(public_value)));
}

}  // namespace hawser::ike
