// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace hawser::ike {

/// One `CN=moon.example` of a distinguished name.
struct NameAttribute {
    Bytes type;              ///< the content of the OBJECT IDENTIFIER
    uint8_t string_tag = 0;  ///< which kind of string the value is
    Bytes value;
    bool operator==(const NameAttribute&) const = default;
};

/// The name that a certificate gives to its subject or issuer (X.501), as ID_DER_ASN1_DN carries it. An RDN
/// of several attributes is kept as they stand in it.
class DistinguishedName {
 public:
    /// Nothing where the bytes are not the DER of a name, or have more than 64 attributes.
    static std::optional<DistinguishedName> from_der(ByteView bytes);
    /// `C=CH, O=strongSwan, CN=moon.example`; `/` may stand for the commas if it is the first character. A
    /// backslash takes the next character as it is. The keywords are strongSwan's; an OID in dots is one too.
    /// `*` as a value stands for any value in matches(); fails on unknown keywords and empty values.
    static Result<DistinguishedName> parse(std::string_view text);

    [[nodiscard]] Bytes to_der() const;
    /// `C=CH, O=strongSwan, CN=moon.example`, with bytes that are not printable ASCII as `\xhh`.
    [[nodiscard]] std::string to_string() const;
    /// Same attributes in the same order. Values compare without regard to ASCII case and to the kind of
    /// string, as CAs are free in both (RFC 5280 section 7.1); `*` as a value of the pattern fits any.
    [[nodiscard]] bool matches(const DistinguishedName& pattern) const;

    /// A `*` as a value.
    [[nodiscard]] bool has_wildcard() const;

    bool operator==(const DistinguishedName&) const = default;

 private:
    std::vector<std::vector<NameAttribute>> rdns_;
};

}  // namespace hawser::ike
