// SPDX-License-Identifier: BSD-2-Clause
#include <sodium/core.h>
#include <sodium/crypto_scalarmult_curve25519.h>

#include <array>

#include "base/check.h"
#include "ike/crypto/key_exchange_groups.h"

namespace hawser::ike {

namespace {

constexpr size_t kBytes = crypto_scalarmult_curve25519_BYTES;
static_assert(kBytes == 32 && crypto_scalarmult_curve25519_SCALARBYTES == kBytes);

/// libsodium looks once which of its implementations the processor can run.
void choose_implementation() {
    static const bool ready = sodium_init() >= 0;
    HAWSER_CHECK(ready, "libsodium cannot be initialised");
}

/// RFC 8031 and RFC 7748, little endian. By libsodium: of the two multiplications that a handshake needs,
/// OpenSSL 3.0 makes the one with the base point in half as much time again or more, and this one group is what
/// nearly all peers agree upon.
class X25519Exchange final : public KeyExchange {
 public:
    explicit X25519Exchange(RandomSource& random) : private_key_(kBytes) {
        random.fill({private_key_.data(), kBytes});
        // Clamps the scalar by itself.
        HAWSER_CHECK(crypto_scalarmult_curve25519_base(public_value_.data(), private_key_.data()) == 0,
                     "every number is a private key");
    }

    GroupId group() const override { return GroupId::kCurve25519; }
    ByteView public_value() const override { return public_value_; }

    std::optional<SecretBytes> shared_secret(ByteView peer_value) const override {
        if (peer_value.size() != kBytes) return std::nullopt;
        SecretBytes secret(kBytes);
        // Refuses what comes out as all zeros: a peer's point of small order, whatever our key is. RFC 7748
        // section 6.1 allows to abort then, and nobody honest sends such a point.
        if (crypto_scalarmult_curve25519(secret.data(), private_key_.data(), peer_value.data()) != 0)
            return std::nullopt;
        return secret;
    }

 private:
    SecretBytes private_key_;
    std::array<uint8_t, kBytes> public_value_{};
};

}  // namespace

std::unique_ptr<KeyExchange> make_x25519(RandomSource& random) {
    choose_implementation();
    return std::make_unique<X25519Exchange>(random);
}

}  // namespace hawser::ike
