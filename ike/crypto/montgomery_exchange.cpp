// SPDX-License-Identifier: BSD-2-Clause
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/params.h>

#include <array>

#include "base/check.h"
#include "ike/crypto/key_exchange_groups.h"

namespace hawser::ike {

namespace {

struct Curve {
    GroupId group;
    const char* name;  ///< OpenSSL's
    size_t bytes;
};

constexpr Curve kCurve25519{GroupId::kCurve25519, "X25519", 32};
constexpr Curve kCurve448{GroupId::kCurve448, "X448", 56};

/// What makes keys of a curve out of bytes. Looking the curve up by its name takes longer than an AEAD does
/// for a whole message, so it is done once.
EVP_PKEY_CTX* maker_of(const Curve& curve) {
    const auto make = [](const Curve& one) {
        openssl::PkeyContext maker(EVP_PKEY_CTX_new_from_name(nullptr, one.name, nullptr));
        HAWSER_CHECK(maker && EVP_PKEY_fromdata_init(maker.get()) == 1, "OpenSSL lacks a curve of RFC 7748");
        return maker;
    };
    thread_local const openssl::PkeyContext of_curve25519 = make(kCurve25519);
    thread_local const openssl::PkeyContext of_curve448 = make(kCurve448);
    return curve.group == GroupId::kCurve25519 ? of_curve25519.get() : of_curve448.get();
}

/// A key out of one of its halves, which OSSL_PKEY_PARAM_PRIV_KEY or _PUB_KEY names; null if OpenSSL fails.
openssl::Pkey key_from(const Curve& curve, const char* half, ByteView bytes) {
    const OSSL_PARAM params[] = {
        OSSL_PARAM_construct_octet_string(half, const_cast<uint8_t*>(bytes.data()), bytes.size()),
        OSSL_PARAM_construct_end()};
    EVP_PKEY* key = nullptr;
    if (EVP_PKEY_fromdata(maker_of(curve), &key, EVP_PKEY_KEYPAIR, const_cast<OSSL_PARAM*>(params)) != 1) {
        return nullptr;
    }
    return openssl::Pkey(key);
}

/// RFC 8031: KE data and g^ir are 32 or 56 bytes, little endian as RFC 7748 has them.
class MontgomeryExchange final : public KeyExchange {
 public:
    MontgomeryExchange(const Curve& curve, openssl::Pkey key, Bytes public_value)
        : curve_(curve), key_(std::move(key)), public_value_(std::move(public_value)) {}

    GroupId group() const override { return curve_.group; }
    ByteView public_value() const override { return public_value_; }

    std::optional<SecretBytes> shared_secret(ByteView peer_value) const override {
        if (peer_value.size() != curve_.bytes) return std::nullopt;
        const openssl::Pkey peer = key_from(curve_, OSSL_PKEY_PARAM_PUB_KEY, peer_value);
        if (!peer) {
            ERR_clear_error();
            return std::nullopt;
        }
        auto secret = derive_shared_secret(key_.get(), peer.get(), curve_.bytes);
        // All zeros come of a peer's point of small order, whatever our key is: RFC 7748 section 6 allows
        // to abort then, and nobody honest sends such a point.
        const std::array<uint8_t, 56> zeros{};
        if (secret && equal_in_constant_time(secret->view(), ByteView(zeros).first(curve_.bytes)))
            return std::nullopt;
        return secret;
    }

 private:
    const Curve& curve_;
    openssl::Pkey key_;
    Bytes public_value_;
};

}  // namespace

Result<std::unique_ptr<KeyExchange>> make_montgomery(GroupId group, RandomSource& random) {
    const Curve& curve = group == GroupId::kCurve25519 ? kCurve25519 : kCurve448;
    SecretBytes private_key(curve.bytes);
    random.fill({private_key.data(), private_key.size()});
    openssl::Pkey key = key_from(curve, OSSL_PKEY_PARAM_PRIV_KEY, private_key.view());
    Bytes public_value(curve.bytes);
    size_t length = public_value.size();
    if (!key || EVP_PKEY_get_raw_public_key(key.get(), public_value.data(), &length) != 1 ||
        length != curve.bytes) {
        return openssl::failure("making a key of " + to_string(group));
    }
    return std::unique_ptr<KeyExchange>(
        std::make_unique<MontgomeryExchange>(curve, std::move(key), std::move(public_value)));
}

}  // namespace hawser::ike
