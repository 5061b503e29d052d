// SPDX-License-Identifier: BSD-2-Clause
#include "loader/config/reference.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "loader/config/schema.h"

namespace hawser::loader {
namespace {

std::string type_of(const KeySpec& key) {
    switch (key.type) {
        case ValueType::kText:
            return "text";
        case ValueType::kName:
            return "name";
        case ValueType::kTextList:
            return "text, or a list of texts";
        case ValueType::kInteger:
        case ValueType::kCount:
            return fmt::format("number, {}", key.range);
        case ValueType::kBytes:
            return fmt::format("bytes, {}", key.range);
        case ValueType::kBoolean:
            return "`true` or `false`";
        case ValueType::kChoice:
            return fmt::format("`\"{}\"`", fmt::join(split(key.range, "|"), "\"`, `\""));
        case ValueType::kDuration:
            return fmt::format("duration, {}", key.range);
        case ValueType::kPercentage:
            return fmt::format("percentage, {}", key.range);
        case ValueType::kQuorum:
            return "`\"any\"`, `\"all\"`, or a number";
        case ValueType::kBandwidth:
            return "bandwidth";
        case ValueType::kAddress:
            return "address";
        case ValueType::kEndpointAddress:
            return "address, name, or `\"any\"`";
        case ValueType::kAddressList:
            return "address, or a list of two";
        case ValueType::kPrefixList:
            return "list of networks";
        case ValueType::kTable:
            return "table";
        case ValueType::kTables:
            return "table, or a list of tables";
        case ValueType::kTableList:
            return "list of tables";
    }
    return "";
}

std::string default_of(const KeySpec& key) {
    if (key.presence == Presence::kRequired) return "**required**";
    if (key.fallback.empty()) return "";
    const bool is_value = key.fallback.front() == '"' || key.fallback.find(' ') == std::string_view::npos;
    const bool is_plain = is_value && key.fallback.find(", ") == std::string_view::npos;
    return is_plain ? fmt::format("`{}`", key.fallback) : std::string(key.fallback);
}

std::string section_markdown(const SectionSpec& section) {
    std::string text = fmt::format("### {}\n\n{}\n\n| key | value | default | meaning |\n|---|---|---|---|\n",
                                   section.title, section.doc);
    std::string later;
    for (const KeySpec& key : section.keys) {
        if (key.presence == Presence::kForeign) continue;
        if (key.presence == Presence::kLater) {
            later += fmt::format("{}`{}`", later.empty() ? "" : ", ", key.name);
            continue;
        }
        text += fmt::format("| `{}` | {} | {} | {} |\n", key.name, type_of(key), default_of(key), key.doc);
    }
    if (!later.empty()) text += fmt::format("\nNot supported yet, and refused: {}.\n", later);
    return text;
}

}  // namespace

std::string reference_markdown() {
    std::string text;
    for (const SectionSpec* section : all_sections())
        text += (text.empty() ? "" : "\n") + section_markdown(*section);
    return text;
}

}  // namespace hawser::loader
