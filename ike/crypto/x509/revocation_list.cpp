// SPDX-License-Identifier: BSD-2-Clause
#include "ike/crypto/x509/revocation_list.h"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include "ike/crypto/x509/asn1_time.h"

namespace hawser::ike {

namespace {

X509_CRL* read_crl(ByteView pem_or_der) {
    if (pem_or_der.empty()) return nullptr;
    if (pem_or_der.front() == 0x30) {
        const unsigned char* at = pem_or_der.data();
        return d2i_X509_CRL(nullptr, &at, static_cast<long>(pem_or_der.size()));
    }
    openssl::Bio bio(BIO_new_mem_buf(pem_or_der.data(), static_cast<int>(pem_or_der.size())));
    return bio ? PEM_read_bio_X509_CRL(bio.get(), nullptr, nullptr, nullptr) : nullptr;
}

std::optional<DistinguishedName> issuer_of(const X509_CRL* crl) {
    const unsigned char* der = nullptr;
    size_t size = 0;
    if (X509_NAME_get0_der(X509_CRL_get_issuer(crl), &der, &size) != 1) return std::nullopt;
    return DistinguishedName::from_der({der, size});
}

bool has_critical_extension(const X509_CRL* crl) {
    for (int i = 0; i < X509_CRL_get_ext_count(crl); ++i)
        if (X509_EXTENSION_get_critical(X509_CRL_get_ext(crl, i)) != 0) return true;
    return false;
}

/// The newest one that the issuer has signed and that is not from the future.
const RevocationList* find_list(const std::vector<RevocationList>& lists, const Certificate& issuer,
                                CalendarTime now) {
    const RevocationList* found = nullptr;
    for (const RevocationList& list : lists) {
        if (list.issuer() != issuer.subject() || list.this_update() > now) continue;
        if (found != nullptr && found->this_update() >= list.this_update()) continue;
        if (list.is_signed_by(issuer)) found = &list;
    }
    return found;
}

bool needs_answer(const Certificate& certificate, RevocationPolicy policy) {
    return policy == RevocationPolicy::kStrict ||
           (policy == RevocationPolicy::kIfUri && certificate.has_crl_uri());
}

Result<void> check_one(const Certificate& certificate, const RevocationList* list, const Verification& how) {
    const auto refused = [&certificate](const std::string& why) {
        return Error(fmt::format("certificate {} {}", certificate.to_string(), why));
    };
    if (list != nullptr) {
        // Also an old list tells the truth about those that it names.
        if (const auto when = list->revoked_at(certificate))
            return refused(fmt::format("was revoked at {}", to_string(*when)));
    }
    if (!needs_answer(certificate, how.revocation)) return {};
    if (list == nullptr) return refused("may be revoked: there is no CRL of its issuer");
    if (list->next_update() && *list->next_update() < how.now) {
        return refused(fmt::format("may be revoked: the CRL of its issuer expired at {}",
                                   to_string(*list->next_update())));
    }
    return {};
}

}  // namespace

Result<RevocationList> RevocationList::parse(ByteView pem_or_der) {
    openssl::CrlPtr crl(read_crl(pem_or_der));
    ERR_clear_error();
    if (!crl) return Error("reading a CRL: it is no PEM or DER of one");
    auto issuer = issuer_of(crl.get());
    const auto this_update = calendar_time(X509_CRL_get0_lastUpdate(crl.get()));
    if (!issuer || !this_update) return Error("reading a CRL: its issuer or date is malformed");
    if (has_critical_extension(crl.get())) {
        return Error(
            fmt::format("reading the CRL of '{}': it has a critical extension, which we do not understand",
                        issuer->to_string()));
    }
    RevocationList list(std::move(crl), *std::move(issuer), *this_update);
    list.next_update_ = calendar_time(X509_CRL_get0_nextUpdate(list.crl_.get()));
    return list;
}

bool RevocationList::is_signed_by(const Certificate& issuer) const {
    if (signer_ == issuer.key_hash()) return true;
    if ((X509_get_key_usage(issuer.handle()) & KU_CRL_SIGN) == 0) return false;
    const bool fits = X509_CRL_verify(crl_.get(), issuer.key().handle()) == 1;
    ERR_clear_error();
    if (fits) signer_ = issuer.key_hash();
    return fits;
}

std::optional<CalendarTime> RevocationList::revoked_at(const Certificate& certificate) const {
    X509_REVOKED* entry = nullptr;
    // 2 is for an entry of a delta CRL that takes a hold back; deltas are critical, and refused.
    if (X509_CRL_get0_by_cert(crl_.get(), &entry, certificate.handle()) != 1) return std::nullopt;
    return calendar_time(X509_REVOKED_get0_revocationDate(entry)).value_or(this_update_);
}

Result<void> check_revocation(std::span<const Certificate> chain, const std::vector<RevocationList>& lists,
                              const Verification& how) {
    for (size_t i = 0; i + 1 < chain.size(); ++i) {
        auto checked = check_one(chain[i], find_list(lists, chain[i + 1], how.now), how);
        if (!checked) return checked;
    }
    return {};
}

}  // namespace hawser::ike
