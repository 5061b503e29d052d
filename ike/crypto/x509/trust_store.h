// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "ike/crypto/x509/certificate.h"
#include "ike/wire/cert_payload.h"

namespace hawser::ike {

/// What to do about a certificate whose revocation cannot be looked up, as strongSwan's `revocation` has it.
/// One that a valid CRL lists is refused by all three.
enum class RevocationPolicy : uint8_t {
    kRelaxed,  ///< taken
    kIfUri,    ///< refused if it names a CRL
    kStrict,   ///< refused
};

/// What a peer's certificate is verified against.
struct Verification {
    CalendarTime now;
    RevocationPolicy revocation = RevocationPolicy::kRelaxed;
};

/// The CAs that we trust, decoded once, and the CRLs that were given to us. Certificates added as trusted end
/// a chain, whether they are roots or not.
class TrustStore {
 public:
    TrustStore();
    ~TrustStore();
    TrustStore(TrustStore&&) noexcept;
    TrustStore& operator=(TrustStore&&) noexcept;

    /// Fails if the certificate may not sign others. Adding one twice changes nothing.
    Result<void> add_authority(const Certificate& certificate);
    /// PEM or DER. Replaces an older one of the same issuer. Fails on one with a critical extension, which
    /// says that it covers only a part of the issuer's certificates. Its signature is checked when it is
    /// used, since its issuer may be known only from a peer's chain.
    Result<void> add_crl(ByteView pem_or_der);

    /// From `leaf` over `others` (untrusted, as a peer sent them, in any order) to a CA: signatures, dates,
    /// constraints, strength of keys and hashes (112 bits), revocation. Gives the chain, the CA last. Whether
    /// the leaf belongs to who the peer says it is, certificate_confirms tells.
    [[nodiscard]] Result<std::vector<Certificate>> verify(const Certificate& leaf,
                                                          std::span<const Certificate> others,
                                                          const Verification& how) const;

    [[nodiscard]] const std::vector<Certificate>& authorities() const { return authorities_; }
    /// The CERTREQ that names all of them.
    [[nodiscard]] CertRequestPayload request() const;

 private:
    struct OpenSsl;
    std::vector<Certificate> authorities_;
    std::unique_ptr<OpenSsl> openssl_;
};

/// The certificates of a peer's CERT payloads, the first of which is its own. Fails where there is none,
/// where there are more than 16, and where one is malformed or of another encoding than X.509: hash and URL
/// in particular is refused, because it would have us fetch from where a stranger points.
[[nodiscard]] Result<std::vector<Certificate>> read_certificates(
    std::span<const CertPayload* const> payloads);

}  // namespace hawser::ike
