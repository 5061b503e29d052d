// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "ike/crypto/x509/certificate.h"

/// Certificates as a test needs them, made on the spot.
namespace hawser::ike::test {

/// 2026-01-01 00:00:00 UTC: the time at which everything made here is valid.
inline constexpr CalendarTime kNow{std::chrono::seconds(1767225600)};

/// A key pair of OpenSSL's, shared by whoever has a certificate for it.
using KeyPair = std::shared_ptr<EVP_PKEY>;
/// The same one for the same size.
KeyPair rsa_pair(unsigned bits);
/// `P-256`, `P-384`, `P-521`
KeyPair ec_pair(const char* curve);
/// `ED25519`, `ED448`
KeyPair eddsa_pair(const char* type);
/// One P-256 key for all who do not care.
KeyPair any_pair();

struct Wish {
    std::string common_name = "leaf";
    KeyPair key = any_pair();
    bool is_ca = false;
    /// As in openssl.cnf: `DNS:a.example,IP:192.0.2.1`.
    std::string alternative_names;
    /// As there: `digitalSignature,keyEncipherment`; absent if empty.
    std::string key_usage;
    std::string crl_uri;
    CalendarTime not_before = kNow - std::chrono::hours(24);
    CalendarTime not_after = kNow + std::chrono::hours(24);
    const char* digest = "SHA256";
    long serial = 7;
};

/// A certificate with the key that it was made for.
struct Issued {
    std::shared_ptr<X509> x509;
    KeyPair key;

    [[nodiscard]] Bytes der() const;
    [[nodiscard]] Bytes pem() const;
    /// PKCS#8.
    [[nodiscard]] Bytes key_pem() const;
    [[nodiscard]] Certificate certificate() const;
};

Issued self_signed(const Wish& wish);
Issued issue(const Issued& issuer, const Wish& wish);

/// A root as most tests need it.
Issued root(const std::string& common_name = "root");

/// A CRL of an issuer, from `this_update` for an hour.
Bytes crl(const Issued& issuer, const std::vector<long>& serials, CalendarTime this_update = kNow,
          bool critical_extension = false);

}  // namespace hawser::ike::test
