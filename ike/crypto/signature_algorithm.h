// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "ike/wire/hash_algorithm.h"

namespace hawser::ike {

enum class SignatureKind : uint8_t { kRsaPkcs1, kRsaPss, kEcdsa, kEd25519, kEd448 };

/// How a signature of method 14 (RFC 7427) was made.
struct SignatureAlgorithm {
    SignatureKind kind = SignatureKind::kEcdsa;
    HashAlgorithm hash = HashAlgorithm::kSha2_256;
    uint16_t salt_bytes = 0;  ///< of RSASSA-PSS

    /// RSASSA-PSS with a salt as long as the hash, as RFC 7427 appendix A.4.3 has it.
    static SignatureAlgorithm pss(HashAlgorithm hash);

    /// DER of the AlgorithmIdentifier.
    [[nodiscard]] Bytes to_der() const;
    /// Exactly the encodings of RFC 7427 appendix A and RFC 8420, with any salt length for RSASSA-PSS and its
    /// default fields left out or written. Refused, with the reason: SHA-1 (RFC 8247 section 3.2: "MUST
    /// NOT"), which the empty parameters of RSASSA-PSS stand for too, DSA, and what is not known.
    static Result<SignatureAlgorithm> from_der(ByteView der);

    /// `RSASSA-PSS with SHA2_256`
    [[nodiscard]] std::string to_string() const;
    bool operator==(const SignatureAlgorithm&) const = default;
};

}  // namespace hawser::ike
