// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstddef>
#include <vector>

#include "base/bytes.h"
#include "base/secret_bytes.h"
#include "ike/crypto/algorithms.h"
#include "ike/crypto/prf.h"
#include "ike/wire/ids.h"

namespace hawser::ike {

/// The keys of an IKE SA. `i` and `r` are the roles in the exchange that made this SA.
struct IkeKeys {
    SecretBytes d;   ///< SK_d: from which Child SAs and the next IKE SA are derived
    SecretBytes ai;  ///< SK_ai, SK_ar: integrity; empty with an AEAD
    SecretBytes ar;
    SecretBytes ei;  ///< SK_ei, SK_er: encryption, with the salt at the end for AES-GCM
    SecretBytes er;
    SecretBytes pi;  ///< SK_pi, SK_pr: go into AUTH
    SecretBytes pr;
};

/// The keys of a pair of ESP SAs. `i` and `r` are the roles in the exchange that made this pair: the
/// initiator sends with the keys of `i`.
struct ChildKeys {
    SecretBytes encryption_i;  ///< with the salt at the end for AES-GCM, as the kernel wants it
    SecretBytes integrity_i;   ///< empty with an AEAD
    SecretBytes encryption_r;
    SecretBytes integrity_r;
};

/// What both sides have said when keys are derived.
struct NoncePair {
    ByteView initiator;
    ByteView responder;
};

/// SKEYSEED = prf(Ni | Nr, g^ir), of a first exchange (RFC 7296 section 2.14).
[[nodiscard]] SecretBytes derive_skeyseed(const Prf& prf, NoncePair nonces, ByteView shared_secret);
/// SKEYSEED = prf(SK_d (old), g^ir (new) | Ni | Nr), when an IKE SA is rekeyed (section 2.18). `old_prf` is
/// the one of the old IKE SA.
[[nodiscard]] SecretBytes derive_skeyseed_rekey(const Prf& old_prf, ByteView old_sk_d, ByteView shared_secret,
                                                NoncePair nonces);

/// SKEYSEED(n) = prf(SK_d(n-1), SK(n) | Ni | Nr), after an additional key exchange in IKE_INTERMEDIATE
/// (RFC 9370 section 2.2.2). The nonces are those of IKE_SA_INIT; derive_ike_keys then gives the next
/// generation of all keys.
[[nodiscard]] SecretBytes derive_skeyseed_intermediate(const Prf& prf, ByteView previous_sk_d,
                                                       ByteView shared_secret, NoncePair nonces);

/// prf+(SKEYSEED, Ni | Nr | SPIi | SPIr): the key material of an IKE SA before it is cut (section 2.14).
[[nodiscard]] SecretBytes derive_ike_keymat(const Prf& prf, ByteView skeyseed, NoncePair nonces,
                                            IkeSpi initiator_spi, IkeSpi responder_spi, size_t length);
/// The seven keys out of prf+(SKEYSEED, Ni | Nr | SPIi | SPIr), in lengths that the algorithms fix; the prf
/// is the new IKE SA's.
[[nodiscard]] IkeKeys derive_ike_keys(const IkeAlgorithms& algorithms, ByteView skeyseed, NoncePair nonces,
                                      IkeSpi initiator_spi, IkeSpi responder_spi);

/// SK(0) of the CREATE_CHILD_SA's own key exchange and SK(1) ... SK(n) of the IKE_FOLLOWUP_KE exchanges
/// behind it (RFC 9370 section 2.2.4).
struct ChainedSecrets {
    ByteView first;
    std::vector<ByteView> additional;
};
/// SKEYSEED = prf(SK_d, SK(0) | Ni | Nr | SK(1) | ... | SK(n)), when an IKE SA is rekeyed.
[[nodiscard]] SecretBytes derive_chained_skeyseed_rekey(const Prf& old_prf, ByteView old_sk_d,
                                                        const ChainedSecrets& secrets, NoncePair nonces);
/// KEYMAT = prf+(SK_d, SK(0) | Ni | Nr | SK(1) | ... | SK(n)), cut as derive_child_keys below does.
[[nodiscard]] ChildKeys derive_chained_child_keys(const Prf& prf, ByteView sk_d,
                                                  const ChildAlgorithms& algorithms,
                                                  const ChainedSecrets& secrets, NoncePair nonces);

/// Stirs a post-quantum pre-shared key into SK_d, SK_pi and SK_pr (RFC 8784 section 3): prf+(PPK, SK'). Only
/// in the initial exchanges, never when the SA is rekeyed. Who may fall back to NO_PPK_AUTH keeps the keys of
/// before.
void mix_ppk(const Prf& prf, ByteView ppk, IkeKeys& keys);

/// KEYMAT = prf+(SK_d, [g^ir (new) |] Ni | Nr) (section 2.17). `shared_secret` is empty without a key
/// exchange of the Child SA's own.
[[nodiscard]] SecretBytes derive_child_keymat(const Prf& prf, ByteView sk_d, ByteView shared_secret,
                                              NoncePair nonces, size_t length);
/// The same, cut into keys in the order of section 2.17: all keys of the initiator's direction first, in each
/// direction encryption before integrity.
[[nodiscard]] ChildKeys derive_child_keys(const Prf& prf, ByteView sk_d, const ChildAlgorithms& algorithms,
                                          ByteView shared_secret, NoncePair nonces);

}  // namespace hawser::ike
