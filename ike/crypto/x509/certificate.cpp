// SPDX-License-Identifier: BSD-2-Clause
#include "ike/crypto/x509/certificate.h"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include <ctime>
#include <optional>
#include <utility>

#include "ike/crypto/hashes.h"
#include "ike/crypto/openssl.h"
#include "ike/crypto/x509/asn1_time.h"
#include "ike/crypto/x509/certificate_library.h"
#include "ike/wire/limits.h"

namespace hawser::ike {

namespace {

constexpr size_t kMaxCertificates = 256;
/// What a datagram can carry is also what a file's certificate may be.
constexpr size_t kMaxCertificateBytes = limits::kMessageBytes;

ByteView bytes_of(const ASN1_STRING* string) {
    return {ASN1_STRING_get0_data(string), static_cast<size_t>(ASN1_STRING_length(string))};
}

std::optional<DistinguishedName> name_of(const X509_NAME* name) {
    const unsigned char* der = nullptr;
    size_t size = 0;
    if (name == nullptr || X509_NAME_get0_der(name, &der, &size) != 1) return std::nullopt;
    return DistinguishedName::from_der({der, size});
}

std::optional<Identity> identity_of(const GENERAL_NAME* name) {
    int type = 0;
    const void* value = GENERAL_NAME_get0_value(name, &type);
    const ByteView data = type == GEN_DNS || type == GEN_EMAIL || type == GEN_IPADD
                              ? bytes_of(static_cast<const ASN1_STRING*>(value))
                              : ByteView();
    if (data.empty() || data.size() > limits::kIdentityBytes) return std::nullopt;
    if (type == GEN_DNS) return Identity(IdType::kFqdn, to_bytes(data));
    if (type == GEN_EMAIL) return Identity(IdType::kRfc822Addr, to_bytes(data));
    if (data.size() != 4 && data.size() != 16) return std::nullopt;
    return Identity::from_address(IpAddress::from_bytes(data));
}

std::vector<Identity> alternative_names_of(const X509* x509) {
    std::vector<Identity> identities;
    const openssl::GeneralNames names(
        static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(x509, NID_subject_alt_name, nullptr, nullptr)));
    for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
        if (auto identity = identity_of(sk_GENERAL_NAME_value(names.get(), i)))
            identities.push_back(*std::move(identity));
    }
    return identities;
}

Bytes subject_key_id_of(X509* x509) {
    const ASN1_OCTET_STRING* id = X509_get0_subject_key_id(x509);
    return id != nullptr ? to_bytes(bytes_of(id)) : Bytes();
}

/// Takes over what OpenSSL has made.
Bytes encoded(unsigned char* made, int size) {
    Bytes der(made, made + (size > 0 ? size : 0));
    OPENSSL_free(made);
    return der;
}

Bytes der_of(const X509* x509) {
    unsigned char* made = nullptr;
    const int size = i2d_X509(x509, &made);
    return encoded(made, size);
}

Bytes key_info_of(const X509* x509) {
    unsigned char* made = nullptr;
    const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(x509), &made);
    return encoded(made, size);
}

/// Where keyUsage is absent, OpenSSL sets all bits.
bool has_usage(X509* x509, uint32_t any_of) {
    return (X509_get_key_usage(x509) & any_of) != 0;
}

X509* read_der(ByteView der) {
    const unsigned char* at = der.data();
    X509* x509 = X509_new_ex(openssl::certificate_library(), nullptr);
    // What is no certificate becomes null; one with malformed extensions is still there, to be refused by
    // name.
    if (x509 != nullptr) (void)d2i_X509(&x509, &at, static_cast<long>(der.size()));
    ERR_clear_error();
    if (x509 == nullptr || at == der.data() + der.size()) return x509;
    X509_free(x509);
    return nullptr;
}

/// The DER of the next PEM block of a certificate.
std::optional<Bytes> next_block(BIO* bio) {
    unsigned char* data = nullptr;
    long size = 0;
    if (PEM_bytes_read_bio(&data, &size, nullptr, PEM_STRING_X509, bio, openssl::no_passphrase, nullptr) != 1)
        return std::nullopt;
    return encoded(data, static_cast<int>(size));
}

std::vector<X509*> read_pem(ByteView pem) {
    std::vector<X509*> found;
    openssl::Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    while (bio && found.size() <= kMaxCertificates) {
        const auto der = next_block(bio.get());
        X509* x509 = der ? read_der(*der) : nullptr;
        if (x509 == nullptr) break;
        found.push_back(x509);
    }
    ERR_clear_error();
    return found;
}

}  // namespace

std::string to_string(CalendarTime time) {
    const std::time_t seconds = time.time_since_epoch().count();
    std::tm parts{};
    if (gmtime_r(&seconds, &parts) == nullptr) return "(no time)";
    return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02} UTC", parts.tm_year + 1900, parts.tm_mon + 1,
                       parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec);
}

Result<Certificate> Certificate::adopt(x509_st* x509) {
    std::shared_ptr<x509_st> owned(x509, X509_free);
    auto subject = name_of(X509_get_subject_name(x509));
    auto issuer = name_of(X509_get_issuer_name(x509));
    const auto not_before = calendar_time(X509_get0_notBefore(x509));
    const auto not_after = calendar_time(X509_get0_notAfter(x509));
    if (!subject || !issuer || !not_before || !not_after)
        return Error("reading a certificate: a name or a date in it is malformed");
    const std::string doing = fmt::format("reading certificate '{}'", subject->to_string());
    EVP_PKEY* decoded = X509_get_pubkey(x509);
    if (decoded == nullptr) return openssl::failure(doing);
    auto key = PublicKey::adopt(decoded);
    if (!key) return key.error().within(doing);
    // Reading the extensions also tells whether they are well-formed.
    const bool is_ca = X509_check_ca(x509) == 1;
    if ((X509_get_extension_flags(x509) & EXFLAG_INVALID) != 0) {
        ERR_clear_error();
        return Error(doing + ": an extension in it is malformed");
    }
    const auto key_hash = sha1(key_info_of(x509));
    Fields fields{std::move(owned),
                  der_of(x509),
                  *std::move(key),
                  *std::move(subject),
                  *std::move(issuer),
                  alternative_names_of(x509),
                  subject_key_id_of(x509),
                  key_hash,
                  *not_before,
                  *not_after,
                  is_ca && has_usage(x509, KU_KEY_CERT_SIGN),
                  has_usage(x509, KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION),
                  X509_get_ext_by_NID(x509, NID_crl_distribution_points, -1) >= 0};
    ERR_clear_error();
    return Certificate(std::make_shared<const Fields>(std::move(fields)));
}

Result<Certificate> Certificate::parse(ByteView pem_or_der) {
    auto all = parse_all(pem_or_der);
    if (!all) return all.error();
    return all->front();
}

Result<std::vector<Certificate>> Certificate::parse_all(ByteView pem_or_der) {
    std::vector<X509*> read;
    if (!pem_or_der.empty() && pem_or_der.front() == 0x30) {
        if (X509* one = pem_or_der.size() <= kMaxCertificateBytes ? read_der(pem_or_der) : nullptr)
            read.push_back(one);
    } else if (!pem_or_der.empty()) {
        read = read_pem(pem_or_der);
    }
    std::vector<Certificate> certificates;
    std::optional<Error> failed;
    if (read.empty()) failed = Error("reading a certificate: it is no PEM or DER of one");
    if (read.size() > kMaxCertificates) failed = Error("reading certificates: there are more than 256");
    for (X509* one : read) {
        auto certificate = adopt(one);
        if (certificate) certificates.push_back(*std::move(certificate));
        if (!certificate && !failed) failed = certificate.error();
    }
    if (failed) return *failed;
    return certificates;
}

}  // namespace hawser::ike
