// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
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

/// Records that are there, or that are made when they are looked at: a quarter of a million flows as records
/// would take a gigabyte, as what the map holds they take 25 MB.
class RecordList {
 public:
    RecordList() = default;
    /// `make` is called with 0..count-1, in any order and more than once.
    RecordList(size_t count, std::function<Record(size_t)> make) : count_(count), make_(std::move(make)) {}

    /// Not for a list whose records are made.
    void push_back(Record record) {
        records_.push_back(std::move(record));
        count_ = records_.size();
    }
    [[nodiscard]] size_t size() const { return count_; }
    [[nodiscard]] bool empty() const { return count_ == 0; }
    [[nodiscard]] Record at(size_t index) const { return make_ ? make_(index) : records_.at(index); }

 private:
    size_t count_ = 0;
    std::vector<Record> records_;
    std::function<Record(size_t)> make_;
};

/// Things of one kind.
struct Section {
    std::string name;  ///< a key in JSON, a heading in text; empty where a report has one section only
    RecordList records;
    bool single = false;   ///< one thing by nature: an object in place of a list of one
    std::string if_empty;  ///< what people read where there is none
};

/// What a command found. It is made once, and written as text or JSON.
struct Report {
    std::vector<Section> sections;
};

[[nodiscard]] Report report_of(Section section);

/// Aligned tables with a line of names, `name: value` lines for single things.
void render_text(const Report& report, std::ostream& out);
/// Everything that is there, on one line, or indented if `pretty`.
void render_json(const Report& report, bool pretty, std::ostream& out);

}  // namespace hawser::maps
