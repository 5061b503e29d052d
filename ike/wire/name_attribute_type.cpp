// SPDX-License-Identifier: BSD-2-Clause
#include "ike/wire/name_attribute_type.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "ike/wire/der.h"
#include "ike/wire/text.h"

namespace hawser::ike {

namespace {

struct AttributeKeyword {
    std::string_view keyword;
    std::string_view oid;
};

// The first keyword of an OID is the one that is written.
constexpr AttributeKeyword kKeywords[] = {
    {"CN", "2.5.4.3"},
    {"S", "2.5.4.4"},
    {"serialNumber", "2.5.4.5"},
    {"SN", "2.5.4.5"},
    {"C", "2.5.4.6"},
    {"L", "2.5.4.7"},
    {"ST", "2.5.4.8"},
    {"street", "2.5.4.9"},
    {"O", "2.5.4.10"},
    {"OU", "2.5.4.11"},
    {"T", "2.5.4.12"},
    {"D", "2.5.4.13"},
    {"postalCode", "2.5.4.17"},
    {"N", "2.5.4.41"},
    {"G", "2.5.4.42"},
    {"I", "2.5.4.43"},
    {"dnQualifier", "2.5.4.46"},
    {"E", "1.2.840.113549.1.9.1"},
    {"emailAddress", "1.2.840.113549.1.9.1"},
    {"Email", "1.2.840.113549.1.9.1"},
    {"unstructuredName", "1.2.840.113549.1.9.2"},
    {"unstructuredAddress", "1.2.840.113549.1.9.8"},
    {"DC", "0.9.2342.19200300.100.1.25"},
    {"UID", "0.9.2342.19200300.100.1.1"},
};

void append_arc(Bytes& oid, uint64_t arc) {
    int shift = 63;
    while (shift > 0 && arc >> shift == 0)
        shift -= 7;
    for (; shift >= 0; shift -= 7)
        oid.push_back(static_cast<uint8_t>((arc >> shift & 0x7f) | (shift > 0 ? 0x80 : 0)));
}

/// Nothing if the text is not numbers in dots.
std::optional<Bytes> oid_of(std::string_view dotted) {
    Bytes oid;
    uint64_t first = 0;
    size_t count = 0;
    for (const char* at = dotted.data(); at <= dotted.data() + dotted.size(); ++count) {
        uint32_t arc = 0;
        const auto [end, error] = std::from_chars(at, dotted.data() + dotted.size(), arc);
        if (error != std::errc()) return std::nullopt;
        if (end != dotted.data() + dotted.size() && *end != '.') return std::nullopt;
        // The first two numbers share one (X.690 section 8.19.4).
        if (count == 0) {
            if (arc > 2) return std::nullopt;
            first = arc;
        } else {
            if (count == 1 && first < 2 && arc >= 40) return std::nullopt;
            append_arc(oid, count == 1 ? first * 40 + arc : arc);
        }
        at = end + 1;
    }
    return count >= 2 ? std::optional(oid) : std::nullopt;
}

std::string dotted(ByteView oid) {
    std::string text;
    uint64_t arc = 0;
    for (uint8_t byte : oid) {
        // More bits than fit come from a stranger's certificate; their name may be as odd as they are.
        arc = arc << 7 | (byte & 0x7f);
        if ((byte & 0x80) != 0) continue;
        if (text.empty()) {
            const uint64_t top = std::min<uint64_t>(arc / 40, 2);
            text = fmt::format("{}.{}", top, arc - top * 40);
        } else {
            text += fmt::format(".{}", arc);
        }
        arc = 0;
    }
    return text;
}

bool is_printable_string(std::string_view value) {
    return std::all_of(value.begin(), value.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view(" '()+,-./:=?").find(c) != std::string_view::npos;
    });
}

}  // namespace

std::optional<Bytes> name_attribute_oid(std::string_view keyword) {
    for (const AttributeKeyword& row : kKeywords)
        if (text::equal_ignoring_case(row.keyword, keyword)) return oid_of(row.oid);
    return keyword.empty() ? std::nullopt : oid_of(keyword);
}

std::string name_attribute_keyword(ByteView oid) {
    const std::string numbers = dotted(oid);
    for (const AttributeKeyword& row : kKeywords)
        if (row.oid == numbers) return std::string(row.keyword);
    return numbers;
}

uint8_t name_string_tag(ByteView oid, std::string_view value) {
    const std::string keyword = name_attribute_keyword(oid);
    if (keyword == "E" || keyword == "DC") return der::kIa5String;
    return is_printable_string(value) ? der::kPrintableString : der::kUtf8String;
}

}  // namespace hawser::ike
