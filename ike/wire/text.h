// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "base/bytes.h"

/// What names and identities share in handling text: only for the .cpp files of this folder.
namespace hawser::ike::text {

inline bool is_printable(uint8_t byte) {
    return byte >= 0x20 && byte < 0x7f;
}

inline bool is_printable(ByteView bytes) {
    return std::all_of(bytes.begin(), bytes.end(), [](uint8_t byte) { return is_printable(byte); });
}

/// ASCII alone: what a DNS name compares by.
inline char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

inline std::string_view view(ByteView bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

inline bool equal_ignoring_case(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return lower(x) == lower(y); });
}

inline bool equal_ignoring_case(ByteView a, ByteView b) {
    return equal_ignoring_case(view(a), view(b));
}

/// Bytes that are not printable ASCII as `\xhh`.
inline std::string escaped(ByteView bytes) {
    std::string text;
    for (uint8_t byte : bytes)
        text += is_printable(byte) ? std::string(1, static_cast<char>(byte)) : fmt::format("\\x{:02x}", byte);
    return text;
}

inline std::string_view trimmed(std::string_view text) {
    while (!text.empty() && text.front() == ' ')
        text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ')
        text.remove_suffix(1);
    return text;
}

}  // namespace hawser::ike::text
