// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "ike/wire/constants.h"
#include "ike/wire/parse_result.h"
#include "ike/wire/writer.h"

namespace hawser::ike {

/// RFC 7296 section 3.6; those that nobody uses are left out.
enum class CertEncoding : uint8_t {
    kX509Signature = 4,
    kCrl = 7,
    kHashAndUrl = 12,        ///< of an X.509 certificate
    kHashAndUrlBundle = 13,  ///< of an X.509 bundle
    kRawPublicKey = 15,      ///< RFC 7670
};

/// `X509_SIGNATURE`
std::string to_string(CertEncoding encoding);

/// RFC 7296 section 3.6
///
/// | Cert Encoding |
/// ~                       Certificate Data                        ~
struct CertPayload {
    static constexpr PayloadType kType = PayloadType::kCertificate;

    CertEncoding encoding = CertEncoding::kX509Signature;
    Bytes data;

    static ParseResult<CertPayload> parse(ByteView body);
    void serialize(ByteWriter& writer) const;
    [[nodiscard]] std::string to_string() const;
    bool operator==(const CertPayload&) const = default;
};

/// RFC 7296 section 3.7
///
/// | Cert Encoding |
/// ~                    Certification Authority                    ~
struct CertRequestPayload {
    static constexpr PayloadType kType = PayloadType::kCertificateRequest;
    using KeyHash = std::array<uint8_t, 20>;

    CertEncoding encoding = CertEncoding::kX509Signature;
    /// SHA-1 of the SubjectPublicKeyInfo of each trusted CA; empty asks for anything, as does another
    /// encoding than X.509 here.
    std::vector<KeyHash> key_hashes;
    /// What an encoding that has no hashes carries, as it came.
    Bytes other;

    static ParseResult<CertRequestPayload> parse(ByteView body);
    void serialize(ByteWriter& writer) const;
    [[nodiscard]] bool names(const KeyHash& hash) const;
    [[nodiscard]] std::string to_string() const;
    bool operator==(const CertRequestPayload&) const = default;
};

}  // namespace hawser::ike
