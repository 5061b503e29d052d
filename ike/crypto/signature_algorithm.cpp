// SPDX-License-Identifier: BSD-2-Clause
#include "ike/crypto/signature_algorithm.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "base/check.h"
#include "ike/wire/der.h"

namespace hawser::ike {

namespace {

using Algorithm = SignatureAlgorithm;

/// An AlgorithmIdentifier without parameters of its own: always these bytes.
struct FixedEncoding {
    Algorithm algorithm;
    std::string_view der;
};

using namespace std::string_view_literals;

constexpr FixedEncoding kFixed[] = {
    {{SignatureKind::kRsaPkcs1, HashAlgorithm::kSha2_256},
     "\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b\x05\x00"sv},
    {{SignatureKind::kRsaPkcs1, HashAlgorithm::kSha2_384},
     "\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0c\x05\x00"sv},
    {{SignatureKind::kRsaPkcs1, HashAlgorithm::kSha2_512},
     "\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0d\x05\x00"sv},
    {{SignatureKind::kEcdsa, HashAlgorithm::kSha2_256}, "\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02"sv},
    {{SignatureKind::kEcdsa, HashAlgorithm::kSha2_384}, "\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x03"sv},
    {{SignatureKind::kEcdsa, HashAlgorithm::kSha2_512}, "\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x04"sv},
    {{SignatureKind::kEd25519, HashAlgorithm::kIdentity}, "\x30\x05\x06\x03\x2b\x65\x70"sv},
    {{SignatureKind::kEd448, HashAlgorithm::kIdentity}, "\x30\x05\x06\x03\x2b\x65\x71"sv},
};

struct RefusedEncoding {
    std::string_view der;
    const char* reason;
};

constexpr RefusedEncoding kRefused[] = {
    {"\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x05\x05\x00"sv,
     "sha1WithRSAEncryption: SHA-1 is too weak"},
    {"\x30\x09\x06\x07\x2a\x86\x48\xce\x3d\x04\x01"sv, "ecdsa-with-SHA1: SHA-1 is too weak"},
    {"\x30\x09\x06\x07\x2a\x86\x48\xce\x38\x04\x03"sv, "DSA is not accepted"},
    {"\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x03\x02"sv, "DSA is not accepted"},
};

constexpr std::string_view kPssOid = "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a"sv;
constexpr std::string_view kMgf1Oid = "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x08"sv;
/// id-sha256, -384 and -512 differ in the last byte: 1, 2, 3.
constexpr std::string_view kSha2Oid = "\x60\x86\x48\x01\x65\x03\x04\x02"sv;

ByteView bytes_of(std::string_view text) {
    return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

bool equal(ByteView a, std::string_view b) {
    const ByteView other = bytes_of(b);
    return std::equal(a.begin(), a.end(), other.begin(), other.end());
}

Bytes hash_identifier(HashAlgorithm hash) {
    Bytes oid = to_bytes(bytes_of(kSha2Oid));
    oid.push_back(static_cast<uint8_t>(static_cast<uint16_t>(hash) - 1));
    Bytes inside = der_element(der::kOid, oid);
    append_der(inside, der::kNull, {});
    return der_element(der::kSequence, inside);
}

/// One of the SHA2 functions, with or without the NULL (RFC 4055 section 2.1: both are to be accepted).
std::optional<HashAlgorithm> read_hash(ByteView sequence) {
    DerReader reader(sequence);
    const auto oid = reader.take(der::kOid);
    if (!oid || oid->size() != kSha2Oid.size() + 1 || !equal(oid->first(kSha2Oid.size()), kSha2Oid))
        return std::nullopt;
    if (!reader.empty()) {
        const auto null = reader.take(der::kNull);
        if (!null || !null->empty() || !reader.empty()) return std::nullopt;
    }
    const uint8_t last = oid->back();
    return last >= 1 && last <= 3 ? std::optional(static_cast<HashAlgorithm>(last + 1)) : std::nullopt;
}

/// The content of an explicit tag that holds one SEQUENCE.
std::optional<ByteView> only_sequence(ByteView content) {
    DerReader reader(content);
    const auto sequence = reader.take(der::kSequence);
    return sequence && reader.empty() ? sequence : std::nullopt;
}

std::optional<HashAlgorithm> read_hash_field(ByteView content) {
    const auto sequence = only_sequence(content);
    return sequence ? read_hash(*sequence) : std::nullopt;
}

std::optional<HashAlgorithm> read_mgf_field(ByteView content) {
    const auto sequence = only_sequence(content);
    if (!sequence) return std::nullopt;
    DerReader reader(*sequence);
    const auto oid = reader.take(der::kOid);
    if (!oid || !equal(*oid, kMgf1Oid)) return std::nullopt;
    const auto hash = reader.take(der::kSequence);
    return hash && reader.empty() ? read_hash(*hash) : std::nullopt;
}

/// A number that is not negative and fits 16 bits.
std::optional<uint16_t> read_number_field(ByteView content) {
    DerReader reader(content);
    const auto integer = reader.take(der::kInteger);
    if (!integer || !reader.empty() || integer->empty() || integer->size() > 2) return std::nullopt;
    if ((integer->front() & 0x80) != 0) return std::nullopt;
    if (integer->size() == 2 && integer->front() == 0 && (integer->back() & 0x80) == 0) return std::nullopt;
    uint16_t number = 0;
    for (uint8_t byte : *integer)
        number = static_cast<uint16_t>(number << 8 | byte);
    return number;
}

/// RSASSA-PSS-params of RFC 4055 section 3.1, whose fields default to SHA-1, SHA-1, 20 and 1.
struct PssFields {
    std::optional<HashAlgorithm> hash;
    std::optional<HashAlgorithm> mgf_hash;
    uint16_t salt_bytes = 20;
    uint16_t trailer = 1;
};

/// Fills in the field of a tag; false if its content is malformed or unknown.
bool read_pss_field(PssFields& fields, const DerElement& element) {
    if (element.tag == der::context(0)) return (fields.hash = read_hash_field(element.content)).has_value();
    if (element.tag == der::context(1))
        return (fields.mgf_hash = read_mgf_field(element.content)).has_value();
    const auto number = read_number_field(element.content);
    if (!number) return false;
    (element.tag == der::context(2) ? fields.salt_bytes : fields.trailer) = *number;
    return element.tag == der::context(2) || element.tag == der::context(3);
}

Result<Algorithm> read_pss(ByteView parameters) {
    PssFields fields;
    uint8_t last_tag = 0;
    for (DerReader reader(parameters); !reader.empty();) {
        const auto element = reader.take();
        if (!element || element->tag <= last_tag || !read_pss_field(fields, *element))
            return Error("parameters of RSASSA-PSS are malformed, or name a hash other than SHA2");
        last_tag = element->tag;
    }
    if (!fields.hash || !fields.mgf_hash) return Error("RSASSA-PSS with SHA-1, which is too weak");
    if (fields.hash != fields.mgf_hash) return Error("RSASSA-PSS with two different hashes");
    if (fields.trailer != 1) return Error("RSASSA-PSS with an unknown trailer");
    return Algorithm{SignatureKind::kRsaPss, *fields.hash, fields.salt_bytes};
}

Bytes encode_pss(const Algorithm& algorithm) {
    const Bytes hash = hash_identifier(algorithm.hash);
    Bytes mgf = der_element(der::kOid, bytes_of(kMgf1Oid));
    append(mgf, hash);
    Bytes salt;
    if (algorithm.salt_bytes >= 0x80) salt.push_back(static_cast<uint8_t>(algorithm.salt_bytes >> 8));
    salt.push_back(static_cast<uint8_t>(algorithm.salt_bytes));
    const Bytes trailer = {1};
    Bytes parameters = der_element(der::context(0), hash);
    append_der(parameters, der::context(1), der_element(der::kSequence, mgf));
    append_der(parameters, der::context(2), der_element(der::kInteger, salt));
    append_der(parameters, der::context(3), der_element(der::kInteger, trailer));
    Bytes inside = der_element(der::kOid, bytes_of(kPssOid));
    append_der(inside, der::kSequence, parameters);
    return der_element(der::kSequence, inside);
}

}  // namespace

SignatureAlgorithm SignatureAlgorithm::pss(HashAlgorithm hash) {
    const auto bytes = static_cast<uint16_t>(hash == HashAlgorithm::kSha2_256   ? 32
                                             : hash == HashAlgorithm::kSha2_384 ? 48
                                                                                : 64);
    return {SignatureKind::kRsaPss, hash, bytes};
}

Bytes SignatureAlgorithm::to_der() const {
    if (kind == SignatureKind::kRsaPss) return encode_pss(*this);
    const auto* found = std::find_if(std::begin(kFixed), std::end(kFixed),
                                     [this](const FixedEncoding& one) { return one.algorithm == *this; });
    HAWSER_CHECK(found != std::end(kFixed), "a signature algorithm without an encoding");
    return to_bytes(bytes_of(found->der));
}

Result<SignatureAlgorithm> SignatureAlgorithm::from_der(ByteView der) {
    for (const FixedEncoding& one : kFixed)
        if (equal(der, one.der)) return one.algorithm;
    for (const RefusedEncoding& one : kRefused)
        if (equal(der, one.der)) return Error(one.reason);
    DerReader outer(der);
    const auto inside = outer.take(der::kSequence);
    DerReader reader(inside.value_or(ByteView()));
    const auto oid = reader.take(der::kOid);
    const auto parameters = oid && equal(*oid, kPssOid) ? reader.take(der::kSequence) : std::nullopt;
    if (!parameters || !reader.empty() || !outer.empty()) return Error("signature algorithm is not known");
    return read_pss(*parameters);
}

std::string SignatureAlgorithm::to_string() const {
    switch (kind) {
        case SignatureKind::kRsaPkcs1:
            return "RSA PKCS#1 v1.5 with " + ike::to_string(hash);
        case SignatureKind::kRsaPss:
            return "RSASSA-PSS with " + ike::to_string(hash);
        case SignatureKind::kEcdsa:
            return "ECDSA with " + ike::to_string(hash);
        case SignatureKind::kEd25519:
            return "ED25519";
        case SignatureKind::kEd448:
            return "ED448";
    }
    return "";
}

}  // namespace hawser::ike
