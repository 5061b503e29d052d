// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <memory>

#include "base/random.h"
#include "base/result.h"
#include "ike/crypto/key_exchange.h"
#include "ike/crypto/openssl.h"

/// The kinds of groups behind KeyExchange::create; nothing outside of this folder includes this.
namespace hawser::ike {

Result<std::unique_ptr<KeyExchange>> make_x25519(RandomSource& random);
/// ECP-256 or ECP-384.
Result<std::unique_ptr<KeyExchange>> make_ecp(GroupId group, RandomSource& random);
Result<std::unique_ptr<KeyExchange>> make_modp2048(RandomSource& random);

/// EVP_PKEY_derive of `own` with `peer`, exactly `size` bytes long; nothing if OpenSSL refuses. The caller
/// has validated the peer's value: OpenSSL is told not to, because its full test raises a MODP value to the
/// power of the group's order, which costs four times as much as the exchange itself and which RFC 6989
/// section 2.1 does not ask for.
std::optional<SecretBytes> derive_shared_secret(EVP_PKEY* own, EVP_PKEY* peer, size_t size,
                                                bool pad_modp = false);

}  // namespace hawser::ike
