// SPDX-License-Identifier: BSD-2-Clause
#include "loader/control/table.h"

#include <algorithm>
#include <sstream>

#include "base/check.h"

namespace hawser::loader {
namespace {

constexpr std::string_view kIndent = "    ";

std::string_view color_of(Style style) {
    switch (style) {
        case Style::kGood:
            return "\033[32m";
        case Style::kWarning:
            return "\033[33m";
        case Style::kBad:
            return "\033[31m";
        case Style::kPlain:
            break;
    }
    return "";
}

/// The padding is outside of the colour, so that it can be cut off at the end of a line.
std::string pad(const Cell& cell, size_t width, Align align, bool color) {
    const std::string space(width - std::min(width, cell.text.size()), ' ');
    const std::string_view begin = color ? color_of(cell.style) : "";
    const std::string shown = begin.empty() ? cell.text : std::string(begin) + cell.text + "\033[0m";
    return align == Align::kLeft ? shown + space : space + shown;
}

void end_line(std::string& text, std::string line) {
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
}

}  // namespace

Table::Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

void Table::add(std::vector<Cell> cells) {
    HAWSER_CHECK(cells.size() == columns_.size(), "a row has a cell for each column");
    for (Cell& cell : cells)
        cell.text = cell.text.empty() ? "-" : printable(cell.text);
    rows_.push_back({std::move(cells), {}});
}

void Table::note(const std::string& text, size_t width) {
    HAWSER_CHECK(!rows_.empty(), "a note stands below a row");
    for (std::string& line : wrap(printable(text), width - std::min(width, kIndent.size()))) {
        rows_.back().notes.push_back(std::move(line));
    }
}

std::vector<size_t> Table::widths() const {
    std::vector<size_t> widths;
    for (size_t i = 0; i < columns_.size(); ++i) {
        size_t width = columns_[i].title.size();
        for (const Row& row : rows_)
            width = std::max(width, row.cells[i].text.size());
        widths.push_back(width);
    }
    return widths;
}

std::string Table::to_string(bool color) const {
    const std::vector<size_t> width = widths();
    std::string text;
    std::string line;
    for (size_t i = 0; i < columns_.size(); ++i) {
        line += (i == 0 ? "" : "  ") + pad(columns_[i].title, width[i], columns_[i].align, false);
    }
    end_line(text, line);
    for (const Row& row : rows_) {
        line.clear();
        for (size_t i = 0; i < columns_.size(); ++i) {
            line += (i == 0 ? "" : "  ") + pad(row.cells[i], width[i], columns_[i].align, color);
        }
        end_line(text, line);
        for (const std::string& note : row.notes)
            end_line(text, std::string(kIndent) + note);
    }
    return text;
}

std::vector<std::string> wrap(const std::string& text, size_t width) {
    std::vector<std::string> lines;
    std::istringstream words(text);
    std::string word;
    std::string line;
    while (words >> word) {
        if (!line.empty() && line.size() + 1 + word.size() > width) {
            lines.push_back(line);
            line.clear();
        }
        line += (line.empty() ? "" : " ") + word;
    }
    if (!line.empty()) lines.push_back(line);
    return lines;
}

std::string printable(const std::string& text) {
    std::string result = text;
    // Bytes of 128 and above stay: they are UTF-8 in names that are ours.
    std::replace_if(
        result.begin(), result.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }, '?');
    return result;
}

std::string printable_lines(const std::string& text) {
    std::string safe;
    for (const char c : text)
        safe += c == '\n' ? "\n" : printable(std::string(1, c));
    return safe;
}

}  // namespace hawser::loader
