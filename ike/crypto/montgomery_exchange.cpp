// SPDX-License-Identifier: BSD-2-Clause
#include <openssl/err.h>

#include <array>

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

/// RFC 8031: KE data and g^ir are 32 or 56 bytes, little endian as RFC 7748 has them.
class MontgomeryExchange final : public KeyExchange {
 public:
    MontgomeryExchange(const Curve& curve, openssl::Pkey key, Bytes public_value)
        : curve_(curve), key_(std::move(key)), public_value_(std::move(public_value)) {}

    GroupId group() const override { return curve_.group; }
    ByteView public_value() const override { return public_value_; }

    std::optional<SecretBytes> shared_secret(ByteView peer_value) const override {
        if (peer_value.size() != curve_.bytes) return std::nullopt;
        openssl::Pkey peer(EVP_PKEY_new_raw_public_key_ex(nullptr, curve_.name, nullptr, peer_value.data(),
                                                          peer_value.size()));
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
    openssl::Pkey key(EVP_PKEY_new_raw_private_key_ex(nullptr, curve.name, nullptr, private_key.data(),
                                                      private_key.size()));
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
