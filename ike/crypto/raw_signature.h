// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>

#include "base/bytes.h"
#include "ike/crypto/signature_algorithm.h"

struct evp_pkey_st;

/// Signatures without the framing of AUTH; nothing outside of this folder includes this.
namespace hawser::ike {

/// As the algorithm's own standard has it: ECDSA as DER.
[[nodiscard]] std::optional<Bytes> make_signature(evp_pkey_st* key, const SignatureAlgorithm& algorithm,
                                                  ByteView data);
[[nodiscard]] bool signature_fits(evp_pkey_st* key, const SignatureAlgorithm& algorithm, ByteView signature,
                                  ByteView data);

/// ECDSA-Sig-Value as r | s, each of `number_bytes` (RFC 4754 section 7), and back. Nothing where it is not
/// one.
[[nodiscard]] std::optional<Bytes> ecdsa_to_fixed(ByteView der, size_t number_bytes);
[[nodiscard]] std::optional<Bytes> ecdsa_from_fixed(ByteView fixed, size_t number_bytes);

}  // namespace hawser::ike
