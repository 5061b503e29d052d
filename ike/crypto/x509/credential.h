// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <span>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "ike/crypto/x509/certificate.h"
#include "ike/crypto/x509/key.h"
#include "ike/wire/cert_payload.h"
#include "ike/wire/identity.h"

namespace hawser::ike {

/// What we authenticate with: our certificate, those between it and its CA, and the private key. Copies share
/// it all.
class Credential {
 public:
    /// `chain`: our certificate first, then its issuers in any order, PEM or DER. Fails if the key is not the
    /// certificate's, or if the certificate may not sign.
    static Result<Credential> make(ByteView chain, ByteView private_key);
    /// The same of what has been read already.
    static Result<Credential> make(std::vector<Certificate> chain, PrivateKey key);

    [[nodiscard]] const Certificate& certificate() const { return chain_.front(); }
    [[nodiscard]] const std::vector<Certificate>& chain() const { return chain_; }
    [[nodiscard]] const PrivateKey& key() const { return key_; }
    /// The identity that the certificate has of itself, its subject: for a configuration that names none.
    [[nodiscard]] Identity identity() const;

    /// The CERT payloads to send: our certificate first (RFC 7296 section 3.6), then the others without a
    /// self-signed root, which proves nothing to a peer that does not have it, and without CAs that the peer
    /// names in its CERTREQ, since those it has.
    [[nodiscard]] std::vector<CertPayload> payloads(std::span<const CertRequestPayload> requests = {}) const;
    /// Does a peer that asks for these CAs (CERTREQ) name one of our chain? True for a request that names
    /// none, which asks for anything. A root that is not in the chain is not seen here, so that a "no" is
    /// only a hint; RFC 7296 section 3.7 lets us send the chain all the same.
    [[nodiscard]] bool is_asked_for_by(const CertRequestPayload& request) const;

 private:
    Credential(std::vector<Certificate> chain, PrivateKey key)
        : chain_(std::move(chain)), key_(std::move(key)) {}
    std::vector<Certificate> chain_;
    PrivateKey key_;
};

}  // namespace hawser::ike
