// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/ip_address.h"
#include "base/ip_prefix.h"
#include "loader/config/diagnostic.h"
#include "loader/config/document.h"
#include "loader/config/schema.h"

namespace hawser::loader {

/// Reads one table by its section's schema. Unknown, unsupported and missing keys are reported when it is
/// made; each getter reports a wrong type or value and then returns nothing, so that reading goes on.
class SectionReader {
 public:
    /// `table` and `out` must outlive the reader.
    SectionReader(const Node& table, const SectionSpec& spec, Diagnostics& out);

    [[nodiscard]] std::optional<Located<std::string>> text(std::string_view key) const;
    [[nodiscard]] std::optional<Located<std::string>> name(std::string_view key) const;
    [[nodiscard]] std::optional<Located<unsigned>> integer(std::string_view key) const;
    [[nodiscard]] std::optional<Located<uint64_t>> count(std::string_view key) const;
    [[nodiscard]] std::optional<Located<uint64_t>> bytes(std::string_view key) const;
    [[nodiscard]] std::optional<Located<bool>> boolean(std::string_view key) const;
    [[nodiscard]] std::optional<Located<Duration>> duration(std::string_view key) const;
    [[nodiscard]] std::optional<Located<double>> percentage(std::string_view key) const;
    /// How many are needed; `any` is 1, `all` the largest number.
    [[nodiscard]] std::optional<Located<unsigned>> quorum(std::string_view key) const;
    [[nodiscard]] std::optional<Located<uint64_t>> bandwidth(std::string_view key) const;
    [[nodiscard]] std::optional<Located<IpAddress>> address(std::string_view key) const;
    /// The place in the schema's list of words.
    [[nodiscard]] std::optional<Located<size_t>> choice(std::string_view key) const;
    [[nodiscard]] std::vector<Located<std::string>> texts(std::string_view key) const;
    [[nodiscard]] std::vector<Located<IpAddress>> addresses(std::string_view key) const;
    [[nodiscard]] std::vector<Located<IpPrefix>> prefixes(std::string_view key) const;
    /// Null where the table is absent.
    [[nodiscard]] const Node* table(std::string_view key) const;
    [[nodiscard]] std::vector<const Node*> tables(std::string_view key) const;
    struct Tables {
        std::vector<const Node*> each;
        bool is_list = false;
    };
    [[nodiscard]] Tables table_or_tables(std::string_view key) const;

    [[nodiscard]] Location where() const { return table_.where; }
    /// Of the key, or of the table where the key is absent.
    [[nodiscard]] Location where(std::string_view key) const;
    [[nodiscard]] const SectionSpec& spec() const { return spec_; }

 private:
    void check_keys() const;
    void refuse(const Member& member) const;
    /// The member, if it is there and one of the kinds; reports another kind.
    const Member* member(std::string_view key, std::initializer_list<Node::Kind> kinds) const;
    bool in_range(std::string_view key, Location where, double value, double least, double most) const;

    const Node& table_;
    const SectionSpec& spec_;
    Diagnostics& out_;
};

/// Letters, digits, `_`, `.` and `-`, at most 32: names become parts of interface names, paths and columns.
[[nodiscard]] bool is_plain_name(std::string_view text);

}  // namespace hawser::loader
