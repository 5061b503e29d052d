// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <memory>
#include <string>

#include "ike/crypto/x509/credential.h"
#include "ike/crypto/x509/trust_store.h"
#include "loader/config/guarded_file.h"
#include "loader/config/trust_files.h"

namespace hawser::loader {

/// A certificate with its key, or why there is none.
struct CredentialOutcome {
    std::shared_ptr<const ike::Credential> credential;
    FileFailure failure;  ///< only where `credential` is null
};

/// Reads our certificate, which may be followed by those above it, and its private key. The key's file must
/// be for its owner alone, and nobody else may be able to change the certificate's.
[[nodiscard]] CredentialOutcome read_credential(const std::string& cert_file, const std::string& key_file);

/// CAs, or why there are none.
struct TrustOutcome {
    std::shared_ptr<const ike::TrustStore> authorities;
    FileFailure failure;  ///< only where `authorities` is null
};

/// Reads CAs and CRLs, from files that nobody but their owner may change. A file of CAs may have several.
[[nodiscard]] TrustOutcome read_trust(const TrustFiles& files);

}  // namespace hawser::loader
