// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/ip_address.h"
#include "base/result.h"
#include "ike/wire/constants.h"

namespace hawser::ike {

/// Who a peer says it is (RFC 7296 section 3.5): a type and its data, compared as they are on the wire.
class Identity {
 public:
    /// %any
    Identity() = default;
    Identity(IdType type, Bytes data) : type_(type), data_(std::move(data)) {}
    static Identity fqdn(std::string_view name);
    static Identity from_address(const IpAddress& address);

    /// Reads what strongSwan's swanctl.conf calls an identity: `%any`; an IPv4 or IPv6 address;
    /// `user@example`;
    /// `@name` (a FQDN whatever it looks like); `@#0a1b` or `keyid:text` (KEY_ID, hexadecimal or text);
    /// `C=CH, O=strongSwan, CN=moon` or `asn1dn:...` (a distinguished name, or `#` and its DER in
    /// hexadecimal); the prefixes `fqdn:`, `email:`, `ipv4:`, `ipv6:`; anything else is a FQDN. Fails on an
    /// empty text, on one that does not fit its prefix, on control characters and on more than
    /// limits::kIdentityBytes.
    static Result<Identity> parse(std::string_view text);

    [[nodiscard]] IdType type() const { return type_; }
    [[nodiscard]] ByteView data() const { return data_; }
    [[nodiscard]] bool is_any() const { return type_ == IdType::kAny; }

    /// Does this identity of a peer satisfy `pattern` of our configuration? %any is satisfied by all. The
    /// type must be the same; names compare without regard to case, and `*.example` or `*@example` as a
    /// pattern stand for one or more labels, or for any user; so does `*` for any value in a distinguished
    /// name. Everything else must be equal.
    [[nodiscard]] bool matches(const Identity& pattern) const;
    /// As a pattern this one may stand for several: %any, or something with a `*` in it.
    [[nodiscard]] bool is_pattern() const;
    /// For looking up among many patterns: where this matches a pattern that stands for one only, or the
    /// other way round, both have the same key. The same key does not mean that they match.
    [[nodiscard]] std::string match_key() const;

    /// As parse reads it; bytes that are not printable ASCII as `\xhh`, so that a stranger's identity cannot
    /// play with a terminal or forge lines of a log.
    [[nodiscard]] std::string to_string() const;

    bool operator==(const Identity&) const = default;

 private:
    IdType type_ = IdType::kAny;
    Bytes data_;
};

}  // namespace hawser::ike
