// SPDX-License-Identifier: BSD-2-Clause
#include "ike/crypto/x509/trust_store.h"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/x509_vfy.h>

#include <algorithm>

#include "base/check.h"
#include "ike/crypto/openssl.h"
#include "ike/crypto/x509/certificate_library.h"
#include "ike/crypto/x509/revocation_list.h"

namespace hawser::ike {

namespace {

/// Longer chains do not occur; each link costs a stranger nothing and us a signature.
constexpr int kMaxDepth = 6;
constexpr size_t kMaxCertificatesOfPeer = 16;
/// OpenSSL's name for 112 bits: RSA from 2048 bits, no SHA-1.
constexpr int kSecurityLevel = 2;

/// X509 objects that others own, in the kind of list that OpenSSL wants.
class BorrowedStack {
 public:
    explicit BorrowedStack(std::span<const Certificate> certificates) : stack_(sk_X509_new_null()) {
        for (const Certificate& one : certificates)
            sk_X509_push(stack_, one.handle());
    }
    ~BorrowedStack() { sk_X509_free(stack_); }
    BorrowedStack(const BorrowedStack&) = delete;
    BorrowedStack& operator=(const BorrowedStack&) = delete;
    [[nodiscard]] STACK_OF(X509) * get() const { return stack_; }

 private:
    STACK_OF(X509) * stack_;
};

const Certificate* find_in(std::span<const Certificate> certificates, const X509* x509) {
    const auto found = std::find_if(certificates.begin(), certificates.end(), [x509](const Certificate& one) {
        return one.handle() == x509 || X509_cmp(one.handle(), x509) == 0;
    });
    return found != certificates.end() ? &*found : nullptr;
}

/// What was wrong, and with which certificate.
Error verification_error(X509_STORE_CTX* context, const Certificate& leaf,
                         std::span<const Certificate> others) {
    const int code = X509_STORE_CTX_get_error(context);
    const X509* x509 = X509_STORE_CTX_get_current_cert(context);
    const Certificate* found = x509 != nullptr ? find_in(others, x509) : nullptr;
    const Certificate& guilty = found != nullptr ? *found : leaf;
    std::string text =
        fmt::format("certificate {}: {}", guilty.to_string(), X509_verify_cert_error_string(code));
    if (code == X509_V_ERR_CERT_HAS_EXPIRED) text += ", not valid after " + to_string(guilty.not_after());
    if (code == X509_V_ERR_CERT_NOT_YET_VALID) text += ", not valid before " + to_string(guilty.not_before());
    if (code == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY)
        text += fmt::format(": '{}' is no CA that we trust", guilty.issuer().to_string());
    return Error(text);
}

}  // namespace

struct TrustStore::OpenSsl {
    openssl::StorePtr store{X509_STORE_new()};
    std::vector<RevocationList> lists;

    [[nodiscard]] bool begin(X509_STORE_CTX* context, const Certificate& leaf, const BorrowedStack& others,
                             CalendarTime now) const {
        if (X509_STORE_CTX_init(context, store.get(), leaf.handle(), others.get()) != 1) return false;
        X509_VERIFY_PARAM* parameters = X509_STORE_CTX_get0_param(context);
        X509_VERIFY_PARAM_set_time(parameters, now.time_since_epoch().count());
        X509_VERIFY_PARAM_set_depth(parameters, kMaxDepth);
        X509_VERIFY_PARAM_set_auth_level(parameters, kSecurityLevel);
        return X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_PARTIAL_CHAIN) == 1;
    }
};

TrustStore::TrustStore() : openssl_(std::make_unique<OpenSsl>()) {
    HAWSER_CHECK(openssl_->store != nullptr, "making a store fails only for lack of memory");
}
TrustStore::~TrustStore() = default;
TrustStore::TrustStore(TrustStore&&) noexcept = default;
TrustStore& TrustStore::operator=(TrustStore&&) noexcept = default;

Result<void> TrustStore::add_authority(const Certificate& certificate) {
    if (!certificate.is_authority()) {
        return Error(
            fmt::format("certificate {} is no CA: its basicConstraints or keyUsage do not let it sign "
                        "certificates",
                        certificate.to_string()));
    }
    if (std::find(authorities_.begin(), authorities_.end(), certificate) != authorities_.end()) return {};
    if (X509_STORE_add_cert(openssl_->store.get(), certificate.handle()) != 1)
        return openssl::failure("trusting certificate " + certificate.to_string());
    authorities_.push_back(certificate);
    return {};
}

Result<void> TrustStore::add_crl(ByteView pem_or_der) {
    auto list = RevocationList::parse(pem_or_der);
    if (!list) return list.error();
    std::vector<RevocationList>& lists = openssl_->lists;
    // Only one that is at least as new may go, or an old file would undo a revocation.
    const bool outdated = std::any_of(lists.begin(), lists.end(), [&list](const RevocationList& one) {
        return one.issuer() == list->issuer() && one.this_update() > list->this_update();
    });
    if (outdated) return {};
    std::erase_if(lists, [&list](const RevocationList& one) { return one.issuer() == list->issuer(); });
    lists.push_back(*std::move(list));
    return {};
}

Result<std::vector<Certificate>> TrustStore::verify(const Certificate& leaf,
                                                    std::span<const Certificate> others,
                                                    const Verification& how) const {
    if (!leaf.may_sign())
        return Error("certificate " + leaf.to_string() + " may not sign: its keyUsage forbids it");
    const BorrowedStack untrusted(others);
    const openssl::StoreContext context(X509_STORE_CTX_new_ex(openssl::certificate_library(), nullptr));
    if (!context || !openssl_->begin(context.get(), leaf, untrusted, how.now))
        return openssl::failure("verifying certificate " + leaf.to_string());
    const bool verified = X509_verify_cert(context.get()) == 1;
    ERR_clear_error();
    if (!verified) return verification_error(context.get(), leaf, others);
    std::vector<Certificate> chain;
    const STACK_OF(X509)* links = X509_STORE_CTX_get0_chain(context.get());
    for (int i = 0; i < sk_X509_num(links); ++i) {
        const X509* link = sk_X509_value(links, i);
        const Certificate* found = i == 0 ? &leaf : find_in(authorities_, link);
        if (found == nullptr) found = find_in(others, link);
        HAWSER_CHECK(found != nullptr, "a chain is made of what was given");
        chain.push_back(*found);
    }
    if (auto checked = check_revocation(chain, openssl_->lists, how); !checked) return checked.error();
    return chain;
}

CertRequestPayload TrustStore::request() const {
    CertRequestPayload request;
    for (const Certificate& one : authorities_)
        request.key_hashes.push_back(one.key_hash());
    return request;
}

Result<std::vector<Certificate>> read_certificates(std::span<const CertPayload* const> payloads) {
    if (payloads.empty()) return Error("peer sent no certificate");
    if (payloads.size() > kMaxCertificatesOfPeer) return Error("peer sent more than 16 certificates");
    std::vector<Certificate> certificates;
    for (const CertPayload* payload : payloads) {
        if (payload->encoding != CertEncoding::kX509Signature)
            return Error(fmt::format("peer's certificate is encoded as {}, and only X509_SIGNATURE is taken",
                                     to_string(payload->encoding)));
        // A stranger's PEM would be read too, which nobody sends.
        if (payload->data.empty() || payload->data.front() != 0x30)
            return Error("peer's certificate is not DER");
        auto certificate = Certificate::parse(payload->data);
        if (!certificate) return certificate.error().within("peer's certificate");
        certificates.push_back(*std::move(certificate));
    }
    return certificates;
}

}  // namespace hawser::ike
