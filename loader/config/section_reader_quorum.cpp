// SPDX-License-Identifier: BSD-2-Clause
// The values that only paths and their probes have.
#include <fmt/format.h>

#include "loader/config/section_reader.h"
#include "loader/config/units.h"

namespace hawser::loader {

std::optional<Located<double>> SectionReader::percentage(std::string_view key) const {
    const auto value = text(key);
    if (!value) return std::nullopt;
    const auto parsed = parse_percentage(value->value);
    if (parsed) return Located<double>{*parsed, value->where};
    out_.error(value->where, fmt::format("'{}' in {}: {}", key, spec_.title, parsed.error().text()));
    return std::nullopt;
}

std::optional<Located<unsigned>> SectionReader::quorum(std::string_view key) const {
    const Member* found = member(key, {Node::Kind::kString, Node::Kind::kInteger});
    if (found == nullptr) return std::nullopt;
    const Node& node = found->value;
    if (node.kind == Node::Kind::kString && node.text == "any") return Located<unsigned>{1, node.where};
    if (node.kind == Node::Kind::kString && node.text == "all") return Located<unsigned>{~0U, node.where};
    constexpr int64_t kMost = 255;  // health::ProbeId::index has a byte
    if (node.kind == Node::Kind::kInteger && node.integer >= 1 && node.integer <= kMost)
        return Located<unsigned>{static_cast<unsigned>(node.integer), node.where};
    out_.error(node.where,
               fmt::format("'{}' in {} must be {}", key, spec_.title, expectation(*spec_.find(key))));
    return std::nullopt;
}

SectionReader::Tables SectionReader::table_or_tables(std::string_view key) const {
    const Member* found = member(key, {Node::Kind::kTable, Node::Kind::kArray});
    if (found == nullptr) return {};
    if (found->value.kind == Node::Kind::kTable) return {.each = {&found->value}};
    return {.each = tables(key), .is_list = true};
}

}  // namespace hawser::loader
