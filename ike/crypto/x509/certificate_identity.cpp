// SPDX-License-Identifier: BSD-2-Clause
#include <fmt/format.h>

#include <algorithm>

#include "ike/crypto/x509/certificate.h"

namespace hawser::ike {

namespace {

/// A certificate may have hundreds of names, and a log line is read by people.
constexpr size_t kNamesShown = 8;

std::string names_of(const Certificate& certificate) {
    const std::vector<Identity>& names = certificate.alternative_names();
    if (names.empty()) return "no subjectAltName";
    std::string text = "subjectAltName";
    for (size_t i = 0; i < std::min(names.size(), kNamesShown); ++i)
        text += (i == 0 ? " " : ", ") + names[i].to_string();
    if (names.size() > kNamesShown) text += fmt::format(" and {} more", names.size() - kNamesShown);
    return text;
}

Error mismatch(const Certificate& certificate, const Identity& identity, const std::string& has) {
    return Error(fmt::format("certificate {} does not confirm {} '{}': it has {}", certificate.to_string(),
                             to_string(identity.type()), identity.to_string(), has));
}

/// A pattern in a certificate is no name, whoever signed it (RFC 4945 section 3.1.2).
bool is_pattern(const Identity& name) {
    const ByteView data = name.data();
    const bool is_text = name.type() == IdType::kFqdn || name.type() == IdType::kRfc822Addr;
    return is_text && std::find(data.begin(), data.end(), '*') != data.end();
}

Result<void> confirms_name(const Certificate& certificate, const Identity& identity) {
    for (const Identity& name : certificate.alternative_names())
        if (!is_pattern(name) && identity.matches(name)) return {};
    return mismatch(certificate, identity, names_of(certificate));
}

}  // namespace

Result<void> certificate_confirms(const Certificate& certificate, const Identity& identity) {
    switch (identity.type()) {
        case IdType::kIpv4Addr:
        case IdType::kIpv6Addr:
        case IdType::kFqdn:
        case IdType::kRfc822Addr:
            return confirms_name(certificate, identity);
        case IdType::kDerAsn1Dn: {
            // The subject is no pattern here, so a `*` in it must not fit everything.
            const auto name = DistinguishedName::from_der(identity.data());
            if (name && name->matches(certificate.subject()) && certificate.subject().matches(*name))
                return {};
            return mismatch(certificate, identity, "that subject");
        }
        case IdType::kKeyId: {
            const ByteView id = certificate.subject_key_id();
            if (!id.empty() &&
                std::equal(id.begin(), id.end(), identity.data().begin(), identity.data().end()))
                return {};
            return mismatch(certificate, identity, "another subjectKeyIdentifier, or none");
        }
        default:
            return Error(fmt::format("certificate {} cannot confirm an identity of type {}",
                                     certificate.to_string(), to_string(identity.type())));
    }
}

}  // namespace hawser::ike
