// SPDX-License-Identifier: BSD-2-Clause
// Every command of the control socket has its place in docs/control.md, with a request and an answer that are JSON.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include "loader/daemon/control_requests.h"

namespace hawser::loader {
namespace {

std::string document() {
    std::ifstream file(HAWSER_DOCS "/control.md");
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

/// The text below `### NAME`, up to the next heading.
std::string section_of(const std::string& text, const std::string& name) {
    const size_t begin = text.find("\n### " + name + "\n");
    if (begin == std::string::npos) return "";
    return text.substr(begin + 1, text.find("\n##", begin + 1) - begin);
}

/// Lines of an example, with `...` for what is left out.
std::vector<nlohmann::json> examples(const std::string& section) {
    std::vector<nlohmann::json> found;
    std::istringstream lines(section);
    for (std::string line; std::getline(lines, line);) {
        if (line.rfind("    {", 0) != 0) continue;
        line = std::regex_replace(line, std::regex(R"(\[\.\.\.\])"), "[]");
        line = std::regex_replace(line, std::regex(R"(\{\.\.\.\})"), "{}");
        found.push_back(nlohmann::json::parse(line, nullptr, false));
    }
    return found;
}

TEST(ControlDocument, HasEveryCommandWithARequestAndItsAnswer) {
    const std::string text = document();
    for (const std::string_view command : control_commands()) {
        const std::string name(command);
        const auto found = examples(section_of(text, name));
        ASSERT_GE(found.size(), 2U) << name << " is not documented with a request and an answer";
        EXPECT_EQ(found[0].value("command", ""), name);
        EXPECT_TRUE(found[1].value("ok", false)) << name;
    }
}

TEST(ControlDocument, HasNoCommandThatIsNotThere) {
    const auto known = control_commands();
    const std::set<std::string_view> names(known.begin(), known.end());
    const std::string text = document();
    const std::regex heading(R"(\n### (\S+))");
    for (std::sregex_iterator it(text.begin(), text.end(), heading), end; it != end; ++it)
        EXPECT_EQ(names.count((*it)[1].str()), 1U) << (*it)[1].str();
}

}  // namespace
}  // namespace hawser::loader
