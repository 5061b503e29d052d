// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <memory>

#include "base/random.h"
#include "base/result.h"
#include "ike/crypto/key_exchange.h"
#include "ike/crypto/openssl.h"

/// The kinds of groups behind KeyExchange::create; nothing outside of this folder includes this.
namespace hawser::ike {

/// Curve25519.
std::unique_ptr<KeyExchange> make_x25519(RandomSource& random);
/// Curve448.
Result<std::unique_ptr<KeyExchange>> make_x448(RandomSource& random);
/// ECP-256, ECP-384 or ECP-521.
Result<std::unique_ptr<KeyExchange>> make_ecp(GroupId group, RandomSource& random);
/// MODP-2048, MODP-3072 or MODP-4096.
Result<std::unique_ptr<KeyExchange>> make_modp(GroupId group, RandomSource& random);
/// One of the ML-KEM parameter sets: the half that has the decapsulation key.
Result<std::unique_ptr<KeyExchange>> make_ml_kem(GroupId group, RandomSource& random);
/// The other half: encapsulates to a peer's key. Nothing where that is malformed.
std::optional<KeyExchangeAnswer> encapsulate_ml_kem(GroupId group, ByteView peer_value, RandomSource& random);
/// Looked up once, in the OpenSSL that runs.
[[nodiscard]] bool openssl_has_ml_kem(GroupId group);
/// Bytes of an encapsulation key and of a ciphertext; 0 for another group.
[[nodiscard]] size_t ml_kem_key_bytes(GroupId group);
[[nodiscard]] size_t ml_kem_ciphertext_bytes(GroupId group);

/// EVP_PKEY_derive of `own` with `peer`, exactly `size` bytes long; nothing if OpenSSL refuses. The caller
/// has validated the peer's value: OpenSSL is told not to, because its full test raises a MODP value to the
/// power of the group's order, which costs four times as much as the exchange itself and which RFC 6989
/// section 2.1 does not ask for.
std::optional<SecretBytes> derive_shared_secret(EVP_PKEY* own, EVP_PKEY* peer, size_t size,
                                                bool pad_modp = false);

}  // namespace hawser::ike
