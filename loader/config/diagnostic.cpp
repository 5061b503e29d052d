// SPDX-License-Identifier: BSD-2-Clause
#include "loader/config/diagnostic.h"

#include <fmt/format.h>

#include <algorithm>

namespace hawser::loader {

std::string Diagnostic::to_string() const {
    std::string place = file;
    if (where.line != 0) place += fmt::format(":{}:{}", where.line, where.column);
    const char* kind = severity == Severity::kError ? "error" : "warning";
    return fmt::format("{}: {}: {}{}", place, kind, text, hint.empty() ? "" : " (" + hint + ")");
}

void Diagnostics::add(Diagnostic found) {
    const bool known = std::any_of(found_.begin(), found_.end(), [&](const Diagnostic& each) {
        return each.where == found.where && each.text == found.text;
    });
    if (!known) found_.push_back(std::move(found));
}

void Diagnostics::error(Location where, std::string text, std::string hint) {
    add({Severity::kError, file_, where, std::move(text), std::move(hint)});
}

void Diagnostics::warning(Location where, std::string text, std::string hint) {
    add({Severity::kWarning, file_, where, std::move(text), std::move(hint)});
}

bool Diagnostics::has_errors() const {
    return std::any_of(found_.begin(), found_.end(),
                       [](const Diagnostic& each) { return each.severity == Severity::kError; });
}

std::vector<Diagnostic> Diagnostics::sorted() const {
    std::vector<Diagnostic> result = found_;
    std::stable_sort(result.begin(), result.end(),
                     [](const Diagnostic& a, const Diagnostic& b) { return a.where < b.where; });
    return result;
}

}  // namespace hawser::loader
