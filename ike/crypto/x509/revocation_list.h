// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "ike/crypto/openssl.h"
#include "ike/crypto/x509/certificate.h"
#include "ike/crypto/x509/trust_store.h"

/// CRLs behind TrustStore; nothing outside of this folder includes this.
namespace hawser::ike {

class RevocationList {
 public:
    static Result<RevocationList> parse(ByteView pem_or_der);

    [[nodiscard]] const DistinguishedName& issuer() const { return issuer_; }
    [[nodiscard]] CalendarTime this_update() const { return this_update_; }
    /// Nothing where the issuer does not say when the next one comes.
    [[nodiscard]] std::optional<CalendarTime> next_update() const { return next_update_; }
    /// Verified once for an issuer's key.
    [[nodiscard]] bool is_signed_by(const Certificate& issuer) const;
    /// When a certificate of this issuer was revoked; nothing if it was not.
    [[nodiscard]] std::optional<CalendarTime> revoked_at(const Certificate& certificate) const;

 private:
    RevocationList(openssl::CrlPtr crl, DistinguishedName issuer, CalendarTime this_update)
        : crl_(std::move(crl)), issuer_(std::move(issuer)), this_update_(this_update) {}

    openssl::CrlPtr crl_;
    DistinguishedName issuer_;
    CalendarTime this_update_;
    std::optional<CalendarTime> next_update_;
    /// Of the key that was found to have signed it.
    mutable std::optional<std::array<uint8_t, 20>> signer_;
};

/// Is any certificate of the chain (the trusted one is its last) revoked, or must it be taken for that?
[[nodiscard]] Result<void> check_revocation(std::span<const Certificate> chain,
                                            const std::vector<RevocationList>& lists,
                                            const Verification& how);

}  // namespace hawser::ike
