// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/bytes.h"
#include "base/secret_bytes.h"
#include "ike/crypto/auth.h"
#include "ike/engine/ike_sa.h"

namespace hawser::ike {

/// Makes keys and ciphers from a complete IKE_SA_INIT (RFC 7296 2.14): nonces and both SPIs must be in the
/// SA.
void set_up_keys(IkeSa& sa, const IkeAlgorithms& algorithms, const SecretBytes& shared_secret);

/// What AUTH of one side covers (2.15). `id_body` is that side's identity, and must outlive the result.
[[nodiscard]] SignedParts signed_parts(const IkeSa& sa, bool of_initiator, ByteView id_body);

/// The next generation of all keys, after an additional key exchange (RFC 9370 2.2.2). Returns the ciphers of
/// the one before.
IkeCipherPair update_keys(IkeSa& sa, const SecretBytes& shared_secret);

/// As long as the strongest PRF's half key, and more than enough for the rest (2.10).
inline constexpr size_t kNonceSize = 32;

}  // namespace hawser::ike
