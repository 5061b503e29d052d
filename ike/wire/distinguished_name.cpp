// SPDX-License-Identifier: BSD-2-Clause
#include "ike/wire/distinguished_name.h"

#include <fmt/format.h>

#include <algorithm>

#include "ike/wire/der.h"
#include "ike/wire/name_attribute_type.h"
#include "ike/wire/text.h"

namespace hawser::ike {

namespace {

constexpr size_t kMaxAttributes = 64;

std::optional<NameAttribute> take_attribute(DerReader& set) {
    const auto pair = set.take(der::kSequence);
    if (!pair) return std::nullopt;
    DerReader inside(*pair);
    const auto type = inside.take(der::kOid);
    const auto value = type ? inside.take() : std::nullopt;
    if (!value || !inside.empty() || type->empty()) return std::nullopt;
    return NameAttribute{to_bytes(*type), value->tag, to_bytes(value->content)};
}

bool is_wildcard(const NameAttribute& attribute) {
    return attribute.value.size() == 1 && attribute.value.front() == '*';
}

bool fits(const NameAttribute& attribute, const NameAttribute& pattern) {
    if (attribute.type != pattern.type) return false;
    return is_wildcard(pattern) || text::equal_ignoring_case(attribute.value, pattern.value);
}

/// Takes `keyword=value` off the front of the text, up to an unescaped separator.
Result<NameAttribute> take_pair(std::string_view& rest, char separator) {
    const size_t equals = rest.find('=');
    if (equals == std::string_view::npos) return Error(fmt::format("'{}' has no '='", rest));
    const std::string_view keyword = text::trimmed(rest.substr(0, equals));
    auto type = name_attribute_oid(keyword);
    if (!type) return Error(fmt::format("'{}' is no keyword of distinguished names", keyword));
    std::string value;
    size_t at = equals + 1;
    size_t end = 0;  // of the value, blanks behind it not counted
    while (at < rest.size() && rest[at] == ' ')
        ++at;
    for (; at < rest.size() && rest[at] != separator; ++at) {
        const bool escaped = rest[at] == '\\' && at + 1 < rest.size();
        if (escaped) ++at;
        value += rest[at];
        if (escaped || rest[at] != ' ') end = value.size();
    }
    rest.remove_prefix(std::min(at + 1, rest.size()));
    value.resize(end);
    if (value.empty()) return Error(fmt::format("'{}' has no value", keyword));
    return NameAttribute{*type, name_string_tag(*type, value), Bytes(value.begin(), value.end())};
}

}  // namespace

std::optional<DistinguishedName> DistinguishedName::from_der(ByteView bytes) {
    DerReader outer(bytes);
    const auto sequence = outer.take(der::kSequence);
    if (!sequence || !outer.empty()) return std::nullopt;
    DistinguishedName name;
    size_t count = 0;
    for (DerReader sets(*sequence); !sets.empty();) {
        const auto set = sets.take(der::kSet);
        if (!set || set->empty()) return std::nullopt;
        std::vector<NameAttribute>& rdn = name.rdns_.emplace_back();
        for (DerReader pairs(*set); !pairs.empty();) {
            auto attribute = take_attribute(pairs);
            if (!attribute || ++count > kMaxAttributes) return std::nullopt;
            rdn.push_back(*std::move(attribute));
        }
    }
    return name;
}

Result<DistinguishedName> DistinguishedName::parse(std::string_view text) {
    const bool slashes = text.starts_with('/');
    DistinguishedName name;
    for (std::string_view rest = text.substr(slashes ? 1 : 0); !text::trimmed(rest).empty();) {
        auto attribute = take_pair(rest, slashes ? '/' : ',');
        if (!attribute) return attribute.error().within(fmt::format("distinguished name '{}'", text));
        name.rdns_.push_back({*std::move(attribute)});
        if (name.rdns_.size() > kMaxAttributes)
            return Error(fmt::format("distinguished name '{}' has too many parts", text));
    }
    if (name.rdns_.empty()) return Error(fmt::format("distinguished name '{}' is empty", text));
    return name;
}

Bytes DistinguishedName::to_der() const {
    Bytes sets;
    for (const std::vector<NameAttribute>& rdn : rdns_) {
        Bytes pairs;
        for (const NameAttribute& attribute : rdn) {
            Bytes pair = der_element(der::kOid, attribute.type);
            append_der(pair, attribute.string_tag, attribute.value);
            append_der(pairs, der::kSequence, pair);
        }
        append_der(sets, der::kSet, pairs);
    }
    return der_element(der::kSequence, sets);
}

std::string DistinguishedName::to_string() const {
    std::string text;
    for (const std::vector<NameAttribute>& rdn : rdns_) {
        for (size_t i = 0; i < rdn.size(); ++i) {
            if (!text.empty()) text += i == 0 ? ", " : " + ";
            text += name_attribute_keyword(rdn[i].type) + "=";
            for (uint8_t byte : rdn[i].value)
                text += (byte == ',' || byte == '\\' ? "\\" : "") + text::escaped({&byte, 1});
        }
    }
    return text;
}

bool DistinguishedName::has_wildcard() const {
    return std::any_of(rdns_.begin(), rdns_.end(),
                       [](const auto& rdn) { return std::any_of(rdn.begin(), rdn.end(), is_wildcard); });
}

bool DistinguishedName::matches(const DistinguishedName& pattern) const {
    return std::equal(rdns_.begin(), rdns_.end(), pattern.rdns_.begin(), pattern.rdns_.end(),
                      [](const auto& ours, const auto& theirs) {
                          return std::equal(ours.begin(), ours.end(), theirs.begin(), theirs.end(), fits);
                      });
}

}  // namespace hawser::ike
