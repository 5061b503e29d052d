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
    for (size_t i = 0; i < section.records.size(); ++i) {
        const Record record = section.records.at(i);
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

void write_line(std::ostream& out, std::string line) {
    line.erase(line.find_last_not_of(' ') + 1);
    out << line << '\n';
}

void write_table(std::ostream& out, const Section& section) {
    const std::vector<Column> columns = columns_of(section);
    std::string line;
    for (const Column& column : columns)
        append_padded(line, column.name, column);
    write_line(out, line);
    for (size_t i = 0; i < section.records.size(); ++i) {
        const Record record = section.records.at(i);
        line.clear();
        for (const Column& column : columns)
            append_padded(line, cell(record, column), column);
        write_line(out, line);
    }
}

void write_lines(std::ostream& out, const Record& record) {
    size_t width = 0;
    for (const Field& field : record.fields())
        width = std::max(width, field.text ? field.name.size() : 0);
    for (const Field& field : record.fields())
        if (field.text) write_line(out, fmt::format("{:<{}} {}", field.name + ":", width + 1, *field.text));
}

}  // namespace

void render_text(const Report& report, std::ostream& out) {
    bool first = true;
    for (const Section& section : report.sections) {
        if (!first) out << '\n';
        first = false;
        if (!section.name.empty()) out << section.name << '\n';
        if (section.records.empty())
            out << section.if_empty << '\n';
        else if (section.single)
            write_lines(out, section.records.at(0));
        else
            write_table(out, section);
    }
}

}  // namespace hawser::maps
