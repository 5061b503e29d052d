// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "ike/crypto/x509/key.h"
#include "ike/wire/distinguished_name.h"
#include "ike/wire/identity.h"

struct x509_st;

namespace hawser::ike {

/// Seconds of UTC, as certificates have them. Rooms that do no I/O are told the time.
using CalendarTime = std::chrono::sys_seconds;

/// `2026-11-20 18:00:00 UTC`
[[nodiscard]] std::string to_string(CalendarTime time);

/// An X.509 certificate, read once: copies share what was decoded, because in OpenSSL 3.0 decoding costs
/// twice as much as verifying a signature. Says nothing about trust.
class Certificate {
 public:
    /// One certificate, DER or PEM. Fails also if its key is one that we do not use.
    static Result<Certificate> parse(ByteView pem_or_der);
    /// All certificates of a file: DER, or PEM blocks in a row; at least one, at most 256.
    static Result<std::vector<Certificate>> parse_all(ByteView pem_or_der);

    [[nodiscard]] ByteView der() const { return fields_->der; }
    [[nodiscard]] const PublicKey& key() const { return fields_->key; }
    [[nodiscard]] const DistinguishedName& subject() const { return fields_->subject; }
    [[nodiscard]] const DistinguishedName& issuer() const { return fields_->issuer; }
    /// DNS names, e-mail and IP addresses; other kinds of names are left out.
    [[nodiscard]] const std::vector<Identity>& alternative_names() const {
        return fields_->alternative_names;
    }
    /// Empty where there is none.
    [[nodiscard]] ByteView subject_key_id() const { return fields_->subject_key_id; }
    /// SHA-1 of the SubjectPublicKeyInfo: by this CERTREQ names a CA (RFC 7296 section 3.7).
    [[nodiscard]] const std::array<uint8_t, 20>& key_hash() const { return fields_->key_hash; }
    [[nodiscard]] CalendarTime not_before() const { return fields_->not_before; }
    [[nodiscard]] CalendarTime not_after() const { return fields_->not_after; }
    /// May sign certificates: basicConstraints says so and keyUsage does not forbid it.
    [[nodiscard]] bool is_authority() const { return fields_->is_authority; }
    /// keyUsage does not forbid to sign data (RFC 4945 section 5.1.3.2).
    [[nodiscard]] bool may_sign() const { return fields_->may_sign; }
    /// Names where its revocation could be looked up.
    [[nodiscard]] bool has_crl_uri() const { return fields_->has_crl_uri; }
    /// `'C=CH, CN=moon'`
    [[nodiscard]] std::string to_string() const { return "'" + subject().to_string() + "'"; }
    [[nodiscard]] x509_st* handle() const { return fields_->x509.get(); }

    /// The same bytes.
    bool operator==(const Certificate& other) const { return fields_->der == other.fields_->der; }

 private:
    struct Fields {
        std::shared_ptr<x509_st> x509;
        Bytes der;
        PublicKey key;
        DistinguishedName subject;
        DistinguishedName issuer;
        std::vector<Identity> alternative_names;
        Bytes subject_key_id;
        std::array<uint8_t, 20> key_hash;
        CalendarTime not_before;
        CalendarTime not_after;
        bool is_authority;
        bool may_sign;
        bool has_crl_uri;
    };
    explicit Certificate(std::shared_ptr<const Fields> fields) : fields_(std::move(fields)) {}
    static Result<Certificate> adopt(x509_st* x509);

    std::shared_ptr<const Fields> fields_;
};

/// Does this certificate belong to `identity`, as a peer gave it in its ID payload? A distinguished name must
/// be the subject; a name or address must be among the alternative names (RFC 4945 section 3.1: never the
/// subject's CN, and no wildcards in certificates); a KEY_ID must be the subject's key identifier. The error
/// says what the certificate has instead.
[[nodiscard]] Result<void> certificate_confirms(const Certificate& certificate, const Identity& identity);

}  // namespace hawser::ike
