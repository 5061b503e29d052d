// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hawser::maps {

using Json = nlohmann::ordered_json;

/// One value under its name: for programs as JSON, for people as text. Some are for one of them only, as a
/// local address and port that people read as one word.
struct Field {
    std::string name;
    std::optional<Json> json;         ///< absent: not for programs
    std::optional<std::string> text;  ///< absent: not for people
    bool number = false;              ///< to the right in a table
};

/// One thing: a flow, a tunnel, a map.
class Record {
 public:
    /// The text is what the value looks like.
    Record& add(std::string_view name, const Json& value);
    Record& add(std::string_view name, const Json& value, std::string text);
    Record& for_programs(std::string_view name, const Json& value);
    Record& for_people(std::string_view name, std::string text);

    [[nodiscard]] const std::vector<Field>& fields() const { return fields_; }

 private:
    std::vector<Field> fields_;
};

/// Things of one kind.
struct Section {
    std::string name;  ///< a key in JSON, a heading in text; empty where a report has one section only
    std::vector<Record> records;
    bool single = false;   ///< one thing by nature: an object in place of a list of one
    std::string if_empty;  ///< what people read where there is none
};

/// What a command found. It is made once, and written as text or JSON.
struct Report {
    std::vector<Section> sections;
};

[[nodiscard]] Report report_of(Section section);

/// Aligned tables with a line of names, `name: value` lines for single things.
[[nodiscard]] std::string render_text(const Report& report);
/// Everything that is there, on one line, or indented if `pretty`.
[[nodiscard]] std::string render_json(const Report& report, bool pretty);

}  // namespace hawser::maps
