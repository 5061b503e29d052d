// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/secret_bytes.h"
#include "ike/crypto/x509/credential.h"
#include "ike/crypto/x509/trust_store.h"
#include "ike/engine/ppk_config.h"
#include "ike/wire/hash_algorithm.h"

namespace hawser::ike {

/// How we prove to the peer who we are: exactly one of these.
struct LocalAuthentication {
    std::shared_ptr<const SecretBytes> psk;
    std::shared_ptr<const Credential> credential;
};

/// What we take as the peer's proof: its knowledge of a key, or a signature by a certificate of one of these
/// CAs. It need not be of the same kind as ours (RFC 7296 2.15).
struct RemoteAuthentication {
    std::shared_ptr<const SecretBytes> psk;
    std::shared_ptr<const TrustStore> authorities;
    RevocationPolicy revocation = RevocationPolicy::kRelaxed;
};

/// Both directions of IKE_AUTH.
struct Authentication {
    LocalAuthentication local;
    RemoteAuthentication remote;
    /// What we say in SIGNATURE_HASH_ALGORITHMS (RFC 7427). Empty: nothing, and method 14 is not used, for
    /// peers that cannot cope with it.
    std::vector<HashAlgorithm> hashes = all_signature_hashes();
    /// Beside the proofs of both sides.
    PpkConfig ppk = {};

    /// One pre-shared key for both.
    static Authentication by_psk(std::shared_ptr<const SecretBytes> psk) {
        return {{psk, nullptr}, {psk, nullptr}, all_signature_hashes(), {}};
    }
    static Authentication by_certificate(std::shared_ptr<const Credential> own,
                                         std::shared_ptr<const TrustStore> authorities) {
        return {{nullptr, std::move(own)}, {nullptr, std::move(authorities)}, all_signature_hashes(), {}};
    }

    static std::vector<HashAlgorithm> all_signature_hashes();

    /// Fails where one of the two has nothing to go by, or two things.
    [[nodiscard]] Result<void> validate() const;
};

}  // namespace hawser::ike
