// SPDX-License-Identifier: BSD-2-Clause
#include "ike/wire/identity.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/hex.h"
#include "ike/wire/limits.h"

namespace hawser::ike {

namespace {

Bytes bytes_of(std::string_view text) {
    return Bytes(text.begin(), text.end());
}

std::string_view text_of(ByteView bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

bool is_printable(uint8_t byte) {
    return byte >= 0x20 && byte < 0x7f;
}

bool is_printable(ByteView bytes) {
    return std::all_of(bytes.begin(), bytes.end(), [](uint8_t byte) { return is_printable(byte); });
}

/// ASCII alone: what a DNS name compares by.
char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return lower(x) == lower(y); });
}

bool ends_with_ignoring_case(std::string_view text, std::string_view end) {
    return text.size() >= end.size() && equal_ignoring_case(text.substr(text.size() - end.size()), end);
}

std::string escaped(ByteView bytes) {
    std::string text;
    for (uint8_t byte : bytes)
        text += is_printable(byte) ? std::string(1, static_cast<char>(byte)) : fmt::format("\\x{:02x}", byte);
    return text;
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
    if (kind == "asn1dn" && value.front() == '#')
        return hex_identity(IdType::kDerAsn1Dn, value.substr(1), text);
    return unreadable(text, "has a prefix that is none of fqdn, email, ipv4, ipv6, keyid, asn1dn:#");
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
    const size_t colon = text.find(':');
    if (colon != std::string_view::npos) {
        if (colon == 0 || colon + 1 == text.size())
            return unreadable(text, "is empty before or behind its colon");
        return prefixed_identity(text.substr(0, colon), text.substr(colon + 1), text);
    }
    if (text.find('=') != std::string_view::npos) {
        return unreadable(
            text, "looks like a distinguished name, which is given as asn1dn:# and its DER in hexadecimal");
    }
    if (text.find('@') != std::string_view::npos) return Identity(IdType::kRfc822Addr, bytes_of(text));
    return fqdn(text);
}

bool Identity::matches(const Identity& pattern) const {
    if (pattern.is_any()) return true;
    if (type_ != pattern.type_) return false;
    if (type_ != IdType::kFqdn && type_ != IdType::kRfc822Addr) return data_ == pattern.data_;
    const std::string_view name = text_of(data_);
    const std::string_view wanted = text_of(pattern.data_);
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
            return "asn1dn:#" + to_hex(data_);
        default:
            break;
    }
    return ike::to_string(type_) + ":#" + to_hex(data_);
}

}  // namespace hawser::ike
