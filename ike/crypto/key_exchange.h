// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <memory>
#include <optional>

#include "base/bytes.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret_bytes.h"
#include "ike/wire/transform_id.h"

namespace hawser::ike {

/// Our half of a Diffie-Hellman exchange: a private key, used once and wiped with the object.
class KeyExchange {
 public:
    virtual ~KeyExchange() = default;
    KeyExchange(const KeyExchange&) = delete;
    KeyExchange& operator=(const KeyExchange&) = delete;

    /// Draws a private key from `random`. Fails for a group that supports_group refuses, and if OpenSSL does.
    static Result<std::unique_ptr<KeyExchange>> create(GroupId group, RandomSource& random);

    [[nodiscard]] virtual GroupId group() const = 0;
    /// What goes into our KE payload: the x25519 u-coordinate (RFC 8031), x | y (RFC 5903), or the number in
    /// as many bytes as the modulus has (RFC 7296 section 3.4).
    [[nodiscard]] virtual ByteView public_value() const = 0;
    /// g^ir from the peer's KE data. Nothing if the value has the wrong length or fails the tests of RFC 6989
    /// and RFC 7748 section 6.1 (not on the curve, out of range, all-zero result): then the exchange fails
    /// with INVALID_SYNTAX.
    [[nodiscard]] virtual std::optional<SecretBytes> shared_secret(ByteView peer_value) const = 0;

 protected:
    KeyExchange() = default;
};

/// How long the KE data of a group is; 0 for one that we do not have.
[[nodiscard]] size_t key_exchange_value_size(GroupId group);

}  // namespace hawser::ike
