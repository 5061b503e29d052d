// SPDX-License-Identifier: BSD-2-Clause
#include "tests/unit/ike/crypto/test_ca.h"

#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <map>

namespace hawser::ike::test {

namespace {

constexpr long kVersion3 = 2;

KeyPair shared(EVP_PKEY* key) {
    EXPECT_NE(key, nullptr);
    return KeyPair(key, EVP_PKEY_free);
}

void set_name(X509_NAME* name, const std::string& common_name) {
    const auto add = [name](const char* field, const std::string& value) {
        X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8, reinterpret_cast<const uint8_t*>(value.data()),
                                   static_cast<int>(value.size()), -1, 0);
    };
    add("C", "CH");
    add("O", "Hawser");
    add("CN", common_name);
}

void set_time(ASN1_TIME* field, CalendarTime time) {
    ASN1_TIME_set(field, time.time_since_epoch().count());
}

void add_extension(X509* x509, X509* issuer, int nid, const std::string& value) {
    if (value.empty()) return;
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, x509, nullptr, nullptr, 0);
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
    ASSERT_NE(extension, nullptr) << value;
    X509_add_ext(x509, extension, -1);
    X509_EXTENSION_free(extension);
}

const EVP_MD* digest_for(EVP_PKEY* key, const char* digest) {
    const int id = EVP_PKEY_get_base_id(key);
    return id == EVP_PKEY_ED25519 || id == EVP_PKEY_ED448 ? nullptr : EVP_get_digestbyname(digest);
}

/// `issuer` is null for a self-signed one.
Issued make(const Issued* issuer, const Wish& wish) {
    std::shared_ptr<X509> x509(X509_new(), X509_free);
    X509* signer = issuer != nullptr ? issuer->x509.get() : x509.get();
    EVP_PKEY* signing_key = issuer != nullptr ? issuer->key.get() : wish.key.get();
    X509_set_version(x509.get(), kVersion3);
    ASN1_INTEGER_set(X509_get_serialNumber(x509.get()), wish.serial);
    set_time(X509_getm_notBefore(x509.get()), wish.not_before);
    set_time(X509_getm_notAfter(x509.get()), wish.not_after);
    set_name(X509_get_subject_name(x509.get()), wish.common_name);
    X509_set_issuer_name(x509.get(), X509_get_subject_name(signer));
    X509_set_pubkey(x509.get(), wish.key.get());
    add_extension(x509.get(), signer, NID_basic_constraints, wish.is_ca ? "critical,CA:TRUE" : "CA:FALSE");
    add_extension(x509.get(), signer, NID_subject_key_identifier, "hash");
    add_extension(x509.get(), signer, NID_subject_alt_name, wish.alternative_names);
    add_extension(x509.get(), signer, NID_key_usage, wish.key_usage);
    add_extension(x509.get(), signer, NID_crl_distribution_points, wish.crl_uri);
    EXPECT_GT(X509_sign(x509.get(), signing_key, digest_for(signing_key, wish.digest)), 0);
    return {std::move(x509), wish.key};
}

template <typename Write>
Bytes pem_of(Write write) {
    BIO* bio = BIO_new(BIO_s_mem());
    EXPECT_EQ(write(bio), 1);
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    Bytes bytes(data, data + size);
    BIO_free(bio);
    return bytes;
}

}  // namespace

KeyPair rsa_pair(unsigned bits) {
    // Looking for primes is what a test would spend its time with.
    static std::map<unsigned, KeyPair> made;
    KeyPair& pair = made[bits];
    if (!pair) pair = shared(EVP_RSA_gen(bits));
    return pair;
}

KeyPair ec_pair(const char* curve) {
    return shared(EVP_EC_gen(curve));
}

KeyPair eddsa_pair(const char* type) {
    return shared(EVP_PKEY_Q_keygen(nullptr, nullptr, type));
}

KeyPair any_pair() {
    static const KeyPair kPair = ec_pair("P-256");
    return kPair;
}

Bytes Issued::der() const {
    unsigned char* made = nullptr;
    const int size = i2d_X509(x509.get(), &made);
    Bytes bytes(made, made + size);
    OPENSSL_free(made);
    return bytes;
}

Bytes Issued::pem() const {
    return pem_of([this](BIO* bio) { return PEM_write_bio_X509(bio, x509.get()); });
}

Bytes Issued::key_pem() const {
    return pem_of([this](BIO* bio) {
        return PEM_write_bio_PKCS8PrivateKey(bio, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    });
}

Certificate Issued::certificate() const {
    auto parsed = Certificate::parse(der());
    EXPECT_TRUE(parsed.ok()) << (parsed.ok() ? "" : parsed.error().text());
    return *parsed;
}

Issued self_signed(const Wish& wish) {
    return make(nullptr, wish);
}

Issued issue(const Issued& issuer, const Wish& wish) {
    return make(&issuer, wish);
}

Issued root(const std::string& common_name) {
    return self_signed({.common_name = common_name, .key = ec_pair("P-256"), .is_ca = true});
}

Bytes crl(const Issued& issuer, const std::vector<long>& serials, CalendarTime this_update,
          bool critical_extension) {
    std::shared_ptr<X509_CRL> made(X509_CRL_new(), X509_CRL_free);
    X509_CRL_set_version(made.get(), 1);
    X509_CRL_set_issuer_name(made.get(), X509_get_subject_name(issuer.x509.get()));
    std::shared_ptr<ASN1_TIME> time(ASN1_TIME_new(), ASN1_TIME_free);
    set_time(time.get(), this_update);
    X509_CRL_set1_lastUpdate(made.get(), time.get());
    for (long serial : serials) {
        X509_REVOKED* entry = X509_REVOKED_new();
        std::shared_ptr<ASN1_INTEGER> number(ASN1_INTEGER_new(), ASN1_INTEGER_free);
        ASN1_INTEGER_set(number.get(), serial);
        X509_REVOKED_set_serialNumber(entry, number.get());
        X509_REVOKED_set_revocationDate(entry, time.get());
        X509_CRL_add0_revoked(made.get(), entry);
    }
    set_time(time.get(), this_update + std::chrono::hours(1));
    X509_CRL_set1_nextUpdate(made.get(), time.get());
    if (critical_extension) {
        std::shared_ptr<ASN1_INTEGER> base(ASN1_INTEGER_new(), ASN1_INTEGER_free);
        ASN1_INTEGER_set(base.get(), 1);
        X509_CRL_add1_ext_i2d(made.get(), NID_delta_crl, base.get(), 1, 0);
    }
    EXPECT_GT(X509_CRL_sign(made.get(), issuer.key.get(), digest_for(issuer.key.get(), "SHA256")), 0);
    unsigned char* der = nullptr;
    const int size = i2d_X509_CRL(made.get(), &der);
    Bytes bytes(der, der + size);
    OPENSSL_free(der);
    return bytes;
}

}  // namespace hawser::ike::test
