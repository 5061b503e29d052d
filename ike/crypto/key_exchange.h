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

/// What the responder of a key exchange gets: the data of its own KE payload, and g^ir.
struct KeyExchangeAnswer {
    Bytes value;
    SecretBytes shared_secret;
};

/// Our half of a key exchange: a private key, used once and wiped with the object. The initiator makes one,
/// sends its public value and asks it for the shared secret when the answer is there. The responder uses
/// respond(): a KEM (ML-KEM) knows no half of its own that could be made before the initiator's is there.
class KeyExchange {
 public:
    virtual ~KeyExchange() = default;
    KeyExchange(const KeyExchange&) = delete;
    KeyExchange& operator=(const KeyExchange&) = delete;

    /// Draws a private key from `random`. Fails for a group that supports_group refuses, and if OpenSSL does.
    static Result<std::unique_ptr<KeyExchange>> create(GroupId group, RandomSource& random);

    /// The responder's side in one step. Nothing inside of the Result if the peer's value is not one, as for
    /// shared_secret; fails as create does.
    static Result<std::optional<KeyExchangeAnswer>> respond(GroupId group, ByteView peer_value,
                                                            RandomSource& random);

    [[nodiscard]] virtual GroupId group() const = 0;
    /// What goes into our KE payload: the x25519 u-coordinate (RFC 8031), x | y (RFC 5903), the number in
    /// as many bytes as the modulus has (RFC 7296 section 3.4), or the encapsulation key of ML-KEM.
    [[nodiscard]] virtual ByteView public_value() const = 0;
    /// g^ir from the peer's KE data. Nothing if the value has the wrong length or fails the tests of RFC 6989
    /// and RFC 7748 section 6.1 (not on the curve, out of range, all-zero result): then the exchange fails
    /// with INVALID_SYNTAX.
    [[nodiscard]] virtual std::optional<SecretBytes> shared_secret(ByteView peer_value) const = 0;

 protected:
    KeyExchange() = default;
};

/// One of the ML-KEM parameter sets, whether or not the OpenSSL that runs has it.
[[nodiscard]] bool is_ml_kem(GroupId group);

/// How long the KE data of a group's initiator is; 0 for one that we do not have.
[[nodiscard]] size_t key_exchange_value_size(GroupId group);
/// How long the responder's is: the same but for ML-KEM, where it is a ciphertext.
[[nodiscard]] size_t key_exchange_answer_size(GroupId group);

}  // namespace hawser::ike
