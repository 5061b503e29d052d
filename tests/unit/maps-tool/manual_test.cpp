// SPDX-License-Identifier: BSD-2-Clause
// The manual page names everything that the tool does.
#include <gtest/gtest.h>

#include <cctype>
#include <fstream>
#include <sstream>

#include "maps-tool/command.h"
#include "maps-tool/options.h"
#include "maps-tool/words.h"
#include "tests/unit/maps-tool/json_fields.h"

namespace hawser::maps {
namespace {

/// The page without its fonts and escapes.
std::string manual() {
    std::ifstream in(HAWSER_MAPS_MANUAL);
    std::ostringstream all;
    all << in.rdbuf();
    std::string text = all.str();
    for (const char* noise : {"\\fR", "\\fB", "\\fI", "\\"}) {
        for (size_t at = text.find(noise); at != std::string::npos; at = text.find(noise, at))
            text.erase(at, std::string(noise).size());
    }
    return text;
}

bool is_word_character(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
}

/// As a word of its own, not as a part of another.
bool names(const std::string& text, const std::string& word) {
    for (size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
        const size_t end = at + word.size();
        const bool begins = at == 0 || !is_word_character(text[at - 1]) || text[at - 1] == '-';
        if (begins && (end == text.size() || !is_word_character(text[end]))) return true;
    }
    return false;
}

TEST(Manual, NamesEveryCommand) {
    const std::string text = manual();
    ASSERT_FALSE(text.empty()) << HAWSER_MAPS_MANUAL;
    ASSERT_GT(command_names().size(), 8u);
    for (const std::string& name : command_names())
        EXPECT_TRUE(names(text, name)) << name;
}

TEST(Manual, NamesEveryOption) {
    const std::string text = manual();
    ASSERT_GT(option_names().size(), 10u);
    for (const std::string& name : option_names())
        EXPECT_TRUE(names(text, name.substr(name.find_first_not_of('-')))) << name;
}

TEST(Manual, NamesEveryDropAndEvent) {
    const std::string text = manual();
    for (uint32_t drop = 1; drop < HW_DROP_COUNT; ++drop) {
        EXPECT_TRUE(names(text, drop_name(drop))) << drop_name(drop);
        const std::string counted = ".BR " + drop_name(drop) + " *\n";
        EXPECT_EQ(text.find(counted) != std::string::npos, !is_dropped(drop)) << drop_name(drop);
    }
    for (const std::string_view kind : event_kind_names())
        EXPECT_TRUE(names(text, std::string(kind))) << kind;
}

TEST(Manual, NamesEveryField) {
    const std::string text = manual();
    for (const auto& [command, fields] : json_fields())
        for (const std::string& field : fields)
            EXPECT_TRUE(names(text, field)) << command << ": " << field;
}

}  // namespace
}  // namespace hawser::maps
