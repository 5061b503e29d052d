// SPDX-License-Identifier: BSD-2-Clause
#include "ike/crypto/x509/credential.h"

#include <algorithm>

#include "base/check.h"

namespace hawser::ike {

namespace {

bool is_self_issued(const Certificate& certificate) {
    return certificate.subject() == certificate.issuer();
}

}  // namespace

Result<Credential> Credential::make(ByteView chain, ByteView private_key) {
    auto certificates = Certificate::parse_all(chain);
    if (!certificates) return certificates.error();
    auto key = PrivateKey::parse(private_key);
    if (!key) return key.error().within("certificate " + certificates->front().to_string());
    return make(*std::move(certificates), *std::move(key));
}

Result<Credential> Credential::make(std::vector<Certificate> chain, PrivateKey key) {
    HAWSER_CHECK(!chain.empty(), "a chain has its own certificate at least");
    const Certificate& own = chain.front();
    if (!key.belongs_to(own.key())) {
        return Error("certificate " + own.to_string() + " has a " + own.key().to_string() +
                     " key, and the private key is another one (" + key.to_string() + ")");
    }
    if (!own.may_sign())
        return Error("certificate " + own.to_string() + " may not sign: its keyUsage forbids it");
    return Credential(std::move(chain), std::move(key));
}

Identity Credential::identity() const {
    return {IdType::kDerAsn1Dn, certificate().subject().to_der()};
}

std::vector<CertPayload> Credential::payloads(std::span<const CertRequestPayload> requests) const {
    std::vector<CertPayload> payloads;
    for (const Certificate& one : chain_) {
        const bool known =
            is_self_issued(one) ||
            std::any_of(requests.begin(), requests.end(), [&one](const CertRequestPayload& request) {
                return request.encoding == CertEncoding::kX509Signature && request.names(one.key_hash());
            });
        if (payloads.empty() || !known)
            payloads.push_back({CertEncoding::kX509Signature, to_bytes(one.der())});
    }
    return payloads;
}

bool Credential::is_asked_for_by(const CertRequestPayload& request) const {
    return request.encoding == CertEncoding::kX509Signature &&
           (request.key_hashes.empty() ||
            std::any_of(chain_.begin(), chain_.end(), [&request](const Certificate& certificate) {
                return request.names(certificate.key_hash());
            }));
}

}  // namespace hawser::ike
