// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace hawser::loader {

enum class Align { kLeft, kRight };
enum class Style { kPlain, kGood, kWarning, kBad };

struct Cell {
    Cell(std::string shown, Style how = Style::kPlain)
        : text(std::move(shown)), style(how) {}  // NOLINT: implicit
    Cell(const char* shown) : text(shown) {}     // NOLINT: implicit
    std::string text;
    Style style = Style::kPlain;
};

/// Columns as wide as their widest cell, two spaces between them, no spaces at the end of a line.
class Table {
 public:
    struct Column {
        std::string title;
        Align align = Align::kLeft;
    };

    explicit Table(std::vector<Column> columns);

    /// As many cells as there are columns; an empty one is shown as `-`.
    void add(std::vector<Cell> cells);
    /// A line of text below the last row, indented, broken at `width` characters.
    void note(const std::string& text, size_t width);
    /// Styles become ANSI colours where `color` is set.
    [[nodiscard]] std::string to_string(bool color = false) const;

 private:
    struct Row {
        std::vector<Cell> cells;
        std::vector<std::string> notes;
    };

    [[nodiscard]] std::vector<size_t> widths() const;
    std::vector<Column> columns_;
    std::vector<Row> rows_;
};

/// `text` in lines of at most `width` characters, broken at spaces; a longer word stays whole.
[[nodiscard]] std::vector<std::string> wrap(const std::string& text, size_t width);

/// Control characters replaced by `?`: what a peer sends as its identity must not reach a terminal.
[[nodiscard]] std::string printable(const std::string& text);
/// The same, but lines may end.
[[nodiscard]] std::string printable_lines(const std::string& text);

}  // namespace hawser::loader
