// SPDX-License-Identifier: BSD-2-Clause
#include <openssl/err.h>

#include <array>

#include "ike/crypto/key_exchange_groups.h"

namespace hawser::ike {

namespace {

constexpr size_t kKeyBytes = 32;

/// RFC 8031: KE data and g^ir are 32 bytes, little endian as RFC 7748 has them.
class X25519Exchange final : public KeyExchange {
 public:
    X25519Exchange(openssl::Pkey key, Bytes public_value)
        : key_(std::move(key)), public_value_(std::move(public_value)) {}

    GroupId group() const override { return GroupId::kCurve25519; }
    ByteView public_value() const override { return public_value_; }

    std::optional<SecretBytes> shared_secret(ByteView peer_value) const override {
        if (peer_value.size() != kKeyBytes) return std::nullopt;
        openssl::Pkey peer(
            EVP_PKEY_new_raw_public_key_ex(nullptr, "X25519", nullptr, peer_value.data(), peer_value.size()));
        if (!peer) {
            ERR_clear_error();
            return std::nullopt;
        }
        auto secret = derive_shared_secret(key_.get(), peer.get(), kKeyBytes);
        // All zeros come of a peer's point of small order, whatever our key is: RFC 7748 section 6.1 allows
        // to abort then, and nobody honest sends such a point.
        const std::array<uint8_t, kKeyBytes> zeros{};
        if (secret && equal_in_constant_time(secret->view(), zeros)) return std::nullopt;
        return secret;
    }

 private:
    openssl::Pkey key_;
    Bytes public_value_;
};

}  // namespace

Result<std::unique_ptr<KeyExchange>> make_x25519(RandomSource& random) {
    SecretBytes private_key(kKeyBytes);
    random.fill({private_key.data(), private_key.size()});
    openssl::Pkey key(
        EVP_PKEY_new_raw_private_key_ex(nullptr, "X25519", nullptr, private_key.data(), private_key.size()));
    Bytes public_value(kKeyBytes);
    size_t length = public_value.size();
    if (!key || EVP_PKEY_get_raw_public_key(key.get(), public_value.data(), &length) != 1 ||
        length != kKeyBytes) {
        return openssl::failure("making a CURVE_25519 key");
    }
    return std::unique_ptr<KeyExchange>(
        std::make_unique<X25519Exchange>(std::move(key), std::move(public_value)));
}

}  // namespace hawser::ike
