// SPDX-License-Identifier: BSD-2-Clause
#include "loader/doctor/report.h"

#include <fmt/format.h>

#include <algorithm>

#include "loader/control/render_parts.h"
#include "loader/control/table.h"

namespace hawser::loader::doctor {
namespace {

std::string painted(Grade grade, bool color) {
    const std::string word = to_string(grade);
    if (!color) return word;
    const char* code = grade == Grade::kProblem ? "31" : grade == Grade::kWarning ? "33" : "36";
    return fmt::format("\033[{}m{}\033[0m", code, word);
}

std::string paragraph(const std::string& label, const std::string& text, size_t width) {
    if (text.empty()) return {};
    std::string lines;
    for (const std::string& line : wrap(printable(label + as_sentence(text)), width - 4))
        lines += "    " + line + "\n";
    return lines;
}

size_t count(const Findings& findings, Grade grade) {
    return static_cast<size_t>(std::count_if(findings.begin(), findings.end(),
                                             [grade](const Finding& each) { return each.grade == grade; }));
}

}  // namespace

std::string render(const Findings& findings, const RenderOptions& options) {
    std::string text;
    for (const Finding& finding : findings) {
        text += fmt::format("{} ({})\n", painted(finding.grade, options.color), finding.check);
        text += paragraph("", finding.what, options.width);
        text += paragraph("Why: ", finding.why, options.width);
        text += paragraph("Do: ", finding.remedy, options.width);
        text += "\n";
    }
    return text + fmt::format("{} problems, {} warnings, {} notes, {} not known\n",
                              count(findings, Grade::kProblem), count(findings, Grade::kWarning),
                              count(findings, Grade::kNote), count(findings, Grade::kUnknown));
}

nlohmann::ordered_json to_json(const Findings& findings) {
    auto list = nlohmann::ordered_json::array();
    for (const Finding& finding : findings) {
        list.push_back({{"grade", to_string(finding.grade)},
                        {"check", finding.check},
                        {"what", finding.what},
                        {"why", finding.why},
                        {"remedy", finding.remedy}});
    }
    return list;
}

bool has_problems(const Findings& findings) {
    return count(findings, Grade::kProblem) != 0;
}

}  // namespace hawser::loader::doctor
