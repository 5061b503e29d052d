// SPDX-License-Identifier: BSD-2-Clause
#include "ike/wire/identity.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/hex.h"
#include "ike/wire/distinguished_name.h"
#include "ike/wire/limits.h"
#include "ike/wire/text.h"

namespace hawser::ike {

namespace {

using text::equal_ignoring_case;
using text::escaped;
using text::is_printable;

Bytes bytes_of(std::string_view text) {
    return Bytes(text.begin(), text.end());
}

bool ends_with_ignoring_case(std::string_view text, std::string_view end) {
    return text.size() >= end.size() && equal_ignoring_case(text.substr(text.size() - end.size()), end);
}

Error unreadable(std::string_view text, std::string_view why) {
    return Error(fmt::format("identity '{}' {}", text, why));
}

Result<Identity> hex_identity(IdType type, std::string_view digits, std::string_view text) {
    auto bytes = from_hex(digits);
    if (!bytes) return bytes.error().within(fmt::format("reading identity '{}'", text));
    if (bytes->empty()) return unreadable(text, "has no data");
    return Identity(type, *std::move(bytes));
}

Result<Identity> address_identity(std::string_view value, Family family, std::string_view text) {
    const auto address = IpAddress::parse(value);
    if (!address || address->family() != family)
        return unreadable(text, "is not an address of the family it names");
    return Identity::from_address(*address);
}

Result<Identity> name_identity(std::string_view text) {
    const auto name = DistinguishedName::parse(text);
    if (!name) return name.error();
    return Identity(IdType::kDerAsn1Dn, name->to_der());
}

/// A distinguished name has `=` before any colon that could end a prefix.
bool looks_like_name(std::string_view text) {
    const size_t equals = text.find('=');
    return equals != std::string_view::npos && equals < text.find(':');
}

/// Both are names; where one is not DER, only the same bytes are the same name.
bool name_matches(ByteView data, ByteView wanted) {
    const auto name = DistinguishedName::from_der(data);
    const auto pattern = DistinguishedName::from_der(wanted);
    if (!name || !pattern) return std::equal(data.begin(), data.end(), wanted.begin(), wanted.end());
    return name->matches(*pattern);
}

/// `kind:value`, once both are known not to be empty.
Result<Identity> prefixed_identity(std::string_view kind, std::string_view value, std::string_view text) {
    if (kind == "fqdn") return Identity::fqdn(value);
    if (kind == "email") return Identity(IdType::kRfc822Addr, bytes_of(value));
    if (kind == "ipv4") return address_identity(value, Family::kIpv4, text);
    if (kind == "ipv6") return address_identity(value, Family::kIpv6, text);
    if (kind == "keyid") {
        if (value.front() == '#') return hex_identity(IdType::kKeyId, value.substr(1), text);
        return Identity(IdType::kKeyId, bytes_of(value));
    }
    if (kind == "asn1dn") {
        if (value.front() == '#') return hex_identity(IdType::kDerAsn1Dn, value.substr(1), text);
        return name_identity(value);
    }
    return unreadable(text, "has a prefix that is none of fqdn, email, ipv4, ipv6, keyid, asn1dn");
}

}  // namespace

Identity Identity::fqdn(std::string_view name) {
    return {IdType::kFqdn, bytes_of(name)};
}

Identity Identity::from_address(const IpAddress& address) {
    return {address.is_v4() ? IdType::kIpv4Addr : IdType::kIpv6Addr, to_bytes(address.bytes())};
}

Result<Identity> Identity::parse(std::string_view text) {
    const auto* data = reinterpret_cast<const uint8_t*>(text.data());
    if (text.empty()) return Error("an identity must not be empty");
    if (text.size() > limits::kIdentityBytes) return Error("an identity is longer than 1024 bytes");
    if (!is_printable(ByteView(data, text.size())))
        return Error("an identity contains unprintable characters");
    if (text == "%any" || text == "*") return Identity();
    if (text.starts_with("@#")) return hex_identity(IdType::kKeyId, text.substr(2), text);
    if (text.front() == '@') {
        if (text.size() == 1) return unreadable(text, "has no name");
        return fqdn(text.substr(1));
    }
    if (const auto address = IpAddress::parse(text)) return from_address(*address);
    if (looks_like_name(text)) return name_identity(text);
    const size_t colon = text.find(':');
    if (colon != std::string_view::npos) {
        if (colon == 0 || colon + 1 == text.size())
            return unreadable(text, "is empty before or behind its colon");
        return prefixed_identity(text.substr(0, colon), text.substr(colon + 1), text);
    }
    if (text.find('@') != std::string_view::npos) return Identity(IdType::kRfc822Addr, bytes_of(text));
    return fqdn(text);
}

bool Identity::is_pattern() const {
    if (is_any()) return true;
    const std::string_view name = text::view(data_);
    if (type_ == IdType::kFqdn) return name.starts_with("*.");
    if (type_ == IdType::kRfc822Addr) return name.starts_with("*@");
    if (type_ != IdType::kDerAsn1Dn) return false;
    const auto distinguished = DistinguishedName::from_der(data_);
    return distinguished && distinguished->has_wildcard();
}

std::string Identity::match_key() const {
    std::string key(text::view(data_));
    if (type_ == IdType::kDerAsn1Dn) {
        // The text leaves the kind of string out, as matching does.
        if (const auto name = DistinguishedName::from_der(data_)) key = name->to_string();
    }
    std::transform(key.begin(), key.end(), key.begin(), text::lower);
    return ike::to_string(type_) + ':' + key;
}

bool Identity::matches(const Identity& pattern) const {
    if (pattern.is_any()) return true;
    if (type_ != pattern.type_) return false;
    if (type_ == IdType::kDerAsn1Dn) return name_matches(data_, pattern.data_);
    if (type_ != IdType::kFqdn && type_ != IdType::kRfc822Addr) return data_ == pattern.data_;
    const std::string_view name = text::view(data_);
    const std::string_view wanted = text::view(pattern.data_);
    const std::string_view wildcard = type_ == IdType::kFqdn ? "*." : "*@";
    if (wanted.size() > wildcard.size() && wanted.starts_with(wildcard)) {
        const std::string_view end = wanted.substr(1);
        return name.size() > end.size() && ends_with_ignoring_case(name, end);
    }
    return equal_ignoring_case(name, wanted);
}

std::string Identity::to_string() const {
    switch (type_) {
        case IdType::kAny:
            return "%any";
        case IdType::kIpv4Addr:
            if (data_.size() == 4) return IpAddress::from_bytes(data_).to_string();
            break;
        case IdType::kIpv6Addr:
            if (data_.size() == 16) return IpAddress::from_bytes(data_).to_string();
            break;
        case IdType::kFqdn:
        case IdType::kRfc822Addr:
            return escaped(data_);
        case IdType::kKeyId:
            return is_printable(data_) ? "keyid:" + escaped(data_) : "@#" + to_hex(data_);
        case IdType::kDerAsn1Dn:
            if (const auto name = DistinguishedName::from_der(data_); name && *name != DistinguishedName())
                return name->to_string();
            return "asn1dn:#" + to_hex(data_);
        default:
            break;
    }
    return ike::to_string(type_) + ":#" + to_hex(data_);
}

}  // namespace hawser::ike
