// SPDX-License-Identifier: BSD-2-Clause
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "maps-tool/report.h"

namespace hawser::maps {
namespace {

struct Column {
    std::string name;
    size_t width = 0;
    bool right = false;
};

/// In the order in which records name them; a record may leave some out.
std::vector<Column> columns_of(const Section& section) {
    std::vector<Column> columns;
    for (const Record& record : section.records) {
        for (const Field& field : record.fields()) {
            if (!field.text) continue;
            auto column = std::find_if(columns.begin(), columns.end(),
                                       [&field](const Column& known) { return known.name == field.name; });
            if (column == columns.end())
                column = columns.insert(columns.end(), {field.name, field.name.size(), field.number});
            column->width = std::max(column->width, field.text->size());
        }
    }
    return columns;
}

std::string cell(const Record& record, const Column& column) {
    for (const Field& field : record.fields())
        if (field.text && field.name == column.name) return *field.text;
    return "-";
}

void append_padded(std::string& line, const std::string& text, const Column& column) {
    if (!line.empty()) line += "  ";
    line +=
        column.right ? fmt::format("{:>{}}", text, column.width) : fmt::format("{:<{}}", text, column.width);
}

void append_line(std::string& to, std::string line) {
    line.erase(line.find_last_not_of(' ') + 1);
    to += line + "\n";
}

std::string table(const Section& section) {
    const std::vector<Column> columns = columns_of(section);
    std::string text;
    std::string line;
    for (const Column& column : columns)
        append_padded(line, column.name, column);
    append_line(text, line);
    for (const Record& record : section.records) {
        line.clear();
        for (const Column& column : columns)
            append_padded(line, cell(record, column), column);
        append_line(text, line);
    }
    return text;
}

std::string lines(const Record& record) {
    size_t width = 0;
    for (const Field& field : record.fields())
        width = std::max(width, field.text ? field.name.size() : 0);
    std::string text;
    for (const Field& field : record.fields())
        if (field.text) append_line(text, fmt::format("{:<{}} {}", field.name + ":", width + 1, *field.text));
    return text;
}

}  // namespace

std::string render_text(const Report& report) {
    std::string text;
    for (const Section& section : report.sections) {
        if (!text.empty()) text += "\n";
        if (!section.name.empty()) text += section.name + "\n";
        if (section.records.empty())
            text += section.if_empty + "\n";
        else
            text += section.single ? lines(section.records.front()) : table(section);
    }
    return text;
}

}  // namespace hawser::maps
