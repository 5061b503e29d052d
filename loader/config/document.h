// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "loader/config/diagnostic.h"

namespace hawser::loader {

struct Member;

/// A TOML value with its place. Ours rather than the TOML library's, so that its headers and exceptions stay
/// in one file.
struct Node {
    enum class Kind { kTable, kArray, kString, kInteger, kFloat, kBoolean, kDateTime };

    Kind kind = Kind::kTable;
    Location where;
    std::string text;  ///< of kString
    int64_t integer = 0;
    bool boolean = false;
    std::vector<Node> items;      ///< of kArray
    std::vector<Member> members;  ///< of kTable, in the order of the file

    [[nodiscard]] const Member* find(std::string_view key) const;
    /// `a string`, `an integer`, ...
    [[nodiscard]] std::string_view kind_name() const;
};

struct Member {
    std::string key;
    Location where;  ///< of the key
    Node value;
};

/// Parses TOML text. A syntax error is reported to `out`, and the result is then an empty table.
[[nodiscard]] Node parse_document(const std::string& text, Diagnostics& out);

}  // namespace hawser::loader
