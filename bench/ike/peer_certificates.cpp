// SPDX-License-Identifier: BSD-2-Clause
#include "bench/ike/peer_certificates.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <fstream>
#include <iterator>
#include <utility>

namespace hawser::bench {

namespace {

template <auto kFree>
struct Free {
    template <typename T>
    void operator()(T* object) const {
        kFree(object);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using X509Ptr = std::unique_ptr<X509, Free<X509_free>>;
using Bio = std::unique_ptr<BIO, Free<BIO_free_all>>;

constexpr long kVersion3 = 2;
constexpr long kDay = 86400;

Bytes content_of(BIO* bio) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    return {data, data + size};
}

bool add_extension(X509* x509, X509* issuer, int nid, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, x509, nullptr, nullptr, 0);
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
    const bool added = extension != nullptr && X509_add_ext(x509, extension, -1) == 1;
    X509_EXTENSION_free(extension);
    return added;
}

}  // namespace

struct PeerCertificates::Ca {
    X509Ptr x509;
    Key key;
    std::shared_ptr<const ike::TrustStore> trusted;

    [[nodiscard]] X509Ptr certificate(const std::string& dns_name, EVP_PKEY* key_of_peer) const {
        X509Ptr made(X509_new());
        X509_set_version(made.get(), kVersion3);
        ASN1_INTEGER_set(X509_get_serialNumber(made.get()), 2);
        X509_gmtime_adj(X509_getm_notBefore(made.get()), -kDay);
        X509_gmtime_adj(X509_getm_notAfter(made.get()), kDay);
        X509_NAME_add_entry_by_txt(X509_get_subject_name(made.get()), "CN", MBSTRING_UTF8,
                                   reinterpret_cast<const uint8_t*>(dns_name.data()),
                                   static_cast<int>(dns_name.size()), -1, 0);
        X509_set_issuer_name(made.get(), X509_get_subject_name(x509.get()));
        X509_set_pubkey(made.get(), key_of_peer);
        const bool complete =
            add_extension(made.get(), x509.get(), NID_subject_alt_name, "DNS:" + dns_name) &&
            add_extension(made.get(), x509.get(), NID_key_usage, "digitalSignature") &&
            X509_sign(made.get(), key.get(), EVP_sha256()) > 0;
        return complete ? std::move(made) : nullptr;
    }
};

PeerCertificates::PeerCertificates(std::unique_ptr<Ca> ca) : ca_(std::move(ca)) {}
PeerCertificates::PeerCertificates(PeerCertificates&&) noexcept = default;
PeerCertificates::~PeerCertificates() = default;

Result<PeerCertificates> PeerCertificates::open(const std::string& ca_file, const std::string& key_file) {
    const auto pem = read_whole(ca_file);
    if (!pem) return pem.error();
    const auto authority = ike::Certificate::parse(*pem);
    if (!authority) return authority.error().within(ca_file);
    ike::TrustStore store;
    if (auto added = store.add_authority(*authority); !added) return added.error();
    auto ca = std::make_unique<Ca>();
    const Bio certificate(BIO_new_file(ca_file.c_str(), "r"));
    const Bio key(BIO_new_file(key_file.c_str(), "r"));
    ca->x509.reset(PEM_read_bio_X509(certificate.get(), nullptr, nullptr, nullptr));
    ca->key.reset(PEM_read_bio_PrivateKey(key.get(), nullptr, nullptr, nullptr));
    if (!ca->x509 || !ca->key) return Error("reading the CA of the peers failed");
    ca->trusted = std::make_shared<const ike::TrustStore>(std::move(store));
    return PeerCertificates(std::move(ca));
}

Result<ike::Authentication> PeerCertificates::issue(const std::string& dns_name) const {
    const Key key(EVP_EC_gen("P-256"));
    const X509Ptr x509 = ca_->certificate(dns_name, key.get());
    const Bio chain(BIO_new(BIO_s_mem()));
    const Bio secret(BIO_new(BIO_s_mem()));
    if (!x509 || PEM_write_bio_X509(chain.get(), x509.get()) != 1 ||
        PEM_write_bio_PKCS8PrivateKey(secret.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1) {
        return Error("making the certificate of " + dns_name + " failed");
    }
    auto credential = ike::Credential::make(content_of(chain.get()), content_of(secret.get()));
    if (!credential) return credential.error();
    return ike::Authentication::by_certificate(
        std::make_shared<const ike::Credential>(*std::move(credential)), ca_->trusted);
}

Result<Bytes> read_whole(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) return Error("cannot read " + file);
    return Bytes(std::istreambuf_iterator<char>(in), {});
}

}  // namespace hawser::bench
