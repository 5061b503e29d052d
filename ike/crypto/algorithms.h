// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "ike/wire/proposal.h"
#include "ike/wire/transform_id.h"

namespace hawser::ike {

/// Transform types 6 to 12 (RFC 9370 section 2.2.1).
inline constexpr size_t kAdditionalKeyExchanges = 7;

/// What protects an IKE SA.
struct IkeAlgorithms {
    EncryptionId encryption = EncryptionId::kAesGcm16;
    uint16_t key_bits = 128;
    IntegrityId integrity = IntegrityId::kNone;  ///< kNone with an AEAD, and only there
    PrfId prf = PrfId::kHmacSha2_256;
    GroupId group = GroupId::kCurve25519;
    /// Additional key exchanges 1 to 7, in IKE_INTERMEDIATE exchanges (RFC 9370); kNone where there is none.
    std::array<GroupId, kAdditionalKeyExchanges> additional{};

    /// The algorithms of an accepted proposal, which has one transform of each type at most. Nothing if one
    /// that is needed is missing, or if we do not have it.
    static std::optional<IkeAlgorithms> from_proposal(const Proposal& chosen);
    /// `AES_GCM_16_128/PRF_HMAC_SHA2_256/CURVE_25519`, then `/KE1_ML_KEM_768` for each additional key
    /// exchange
    [[nodiscard]] std::string to_string() const;
    bool operator==(const IkeAlgorithms&) const = default;
};

/// What protects a Child SA (in the kernel, so that more is possible than for IKE).
struct ChildAlgorithms {
    EncryptionId encryption = EncryptionId::kAesGcm16;
    uint16_t key_bits = 128;  ///< 0 for a cipher of fixed key length
    IntegrityId integrity = IntegrityId::kNone;
    GroupId group = GroupId::kNone;  ///< kNone: no key exchange of its own
    bool esn = false;
    /// In IKE_FOLLOWUP_KE exchanges, after a CREATE_CHILD_SA with a key exchange.
    std::array<GroupId, kAdditionalKeyExchanges> additional{};

    static std::optional<ChildAlgorithms> from_proposal(const Proposal& chosen);
    [[nodiscard]] std::string to_string() const;
    bool operator==(const ChildAlgorithms&) const = default;
};

/// Encrypts and authenticates in one: no integrity transform goes with it (RFC 5282 section 8).
[[nodiscard]] bool is_aead(EncryptionId id);
/// Bytes of key material that a cipher takes from SK_e or KEYMAT: the key, and the salt at its end for
/// AES-GCM (4 bytes, RFC 4106 section 8.1, RFC 5282 section 7.1), ChaCha20-Poly1305 (RFC 7634 section 2) and
/// AES-CTR (its nonce, RFC 3686 section 5.1). Nothing for a cipher or key length that we
/// do not know.
[[nodiscard]] std::optional<size_t> encryption_keymat_size(EncryptionId id, uint16_t key_bits);
/// Bytes of salt at the end of that: 4 for AES-GCM, AES-CTR and ChaCha20-Poly1305, otherwise 0.
[[nodiscard]] size_t encryption_salt_size(EncryptionId id);
/// Bytes of key: the length of the hash's output (RFC 4868 section 2.1.1). 0 for kNone, nothing for one
/// unknown.
[[nodiscard]] std::optional<size_t> integrity_key_size(IntegrityId id);
/// Bytes of ICV on the wire. 0 for kNone, nothing for one unknown.
[[nodiscard]] std::optional<size_t> integrity_icv_size(IntegrityId id);

// What this library can do for an IKE SA: the proposal code offers and selects nothing else.
[[nodiscard]] bool ike_supports_encryption(EncryptionId id, uint16_t key_bits);
[[nodiscard]] bool ike_supports_integrity(IntegrityId id);
[[nodiscard]] bool ike_supports_prf(PrfId id);
/// Also the groups of Child SAs with a key exchange of their own. ML-KEM is there where the OpenSSL that runs
/// has it (3.5 and later).
[[nodiscard]] bool supports_group(GroupId id);

/// `OpenSSL 3.0.17`: the library that runs, not the one that was compiled with.
[[nodiscard]] std::string running_openssl();

}  // namespace hawser::ike
