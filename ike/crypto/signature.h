// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "ike/crypto/signature_algorithm.h"
#include "ike/crypto/x509/key.h"
#include "ike/wire/auth_payload.h"
#include "ike/wire/hash_algorithm.h"

// AUTH by signature (RFC 7296 section 2.15, RFC 7427, RFC 4754, RFC 8420). Both sides sign signed_octets() of
// auth.h. Signatures other than EdDSA need random numbers inside; those come from OpenSSL's own generator,
// which offers no other way, and nothing of an exchange depends on them.
namespace hawser::ike {

/// What we verify, for our SIGNATURE_HASH_ALGORITHMS: all but SHA-1.
[[nodiscard]] std::span<const HashAlgorithm> supported_signature_hashes();

/// An authentication method and what goes with it.
struct SignatureScheme {
    AuthMethod method = AuthMethod::kDigitalSignature;
    SignatureAlgorithm algorithm;
    /// `digital signature, ECDSA with SHA2_256`
    [[nodiscard]] std::string to_string() const;
    bool operator==(const SignatureScheme&) const = default;
};

/// How to sign with a key for a peer that has sent these SIGNATURE_HASH_ALGORITHMS, or none at all. With them
/// it is method 14: RSASSA-PSS for RSA (RFC 8247 section 3.2), and of the hashes that the peer has the one
/// that fits the key's strength, else the strongest. Without, it is method 1 for RSA, 9 to 11 for ECDSA;
/// EdDSA then fails. Method 1 is always over SHA2-256 here: SHA-1, the default of RFC 7296 section 3.8, is
/// broken.
[[nodiscard]] Result<SignatureScheme> choose_signature(
    const PrivateKey& key, const std::optional<std::vector<HashAlgorithm>>& peer_hashes);

/// The AUTH payload over `octets`. The scheme is one that choose_signature gave for this key.
[[nodiscard]] Result<AuthPayload> sign_auth(const PrivateKey& key, const SignatureScheme& scheme,
                                            ByteView octets);

/// Does a peer's AUTH payload fit the key of its certificate? Methods 1 (over SHA2; SHA-1 is refused), 9 to
/// 11 and 14. The error says what is wrong with it, in words without anything the peer chose.
[[nodiscard]] Result<void> verify_auth(const PublicKey& key, const AuthPayload& auth, ByteView octets);

}  // namespace hawser::ike
