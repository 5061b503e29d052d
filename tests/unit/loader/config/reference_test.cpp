// SPDX-License-Identifier: BSD-2-Clause
#include "loader/config/reference.h"

#include <cstdlib>
#include <sstream>

#include "tests/unit/loader/config/fixture.h"

namespace hawser::loader {
namespace {

const std::string kBegin = "<!-- keys: begin -->\n";
const std::string kEnd = "<!-- keys: end -->\n";
const std::string kPage = HAWSER_DOCS "/configuration.md";

std::string read_file(const std::string& path) {
    std::ifstream stream(path);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

/// Run with HAWSER_UPDATE_DOCS=1 to write the page's tables anew.
TEST(Reference, ThePageHasEveryKeyAsTheSchemaHasIt) {
    const std::string page = read_file(kPage);
    const size_t begin = page.find(kBegin);
    const size_t end = page.find(kEnd);
    ASSERT_NE(begin, std::string::npos);
    ASSERT_NE(end, std::string::npos);
    const size_t from = begin + kBegin.size();
    const std::string wanted = "\n" + reference_markdown() + "\n";
    if (std::getenv("HAWSER_UPDATE_DOCS") != nullptr) {
        std::ofstream(kPage) << page.substr(0, from) << wanted << page.substr(end);
        GTEST_SKIP() << "wrote " << kPage;
    }
    EXPECT_EQ(page.substr(from, end - from), wanted);
}

class ExamplesTest : public ConfigTest {};

/// Examples name interfaces and key files of the reader's machine; here they get ones that exist.
TEST_F(ExamplesTest, EveryExampleIsAccepted) {
    const auto address_of = [](unsigned index) { return address("192.0.2." + std::to_string(index)); };
    unsigned count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(HAWSER_DOCS "/examples")) {
        if (entry.path().extension() != ".toml") continue;
        ++count;
        std::string text = read_file(entry.path());
        for (size_t at = text.find("/etc/hawser/"); at != std::string::npos; at = text.find("/etc/hawser/")) {
            const size_t name = at + std::string("/etc/hawser/").size();
            write_key(text.substr(name, text.find('"', name) - name), "a pre-shared key of good length\n");
            text.replace(at, name - at, folder_ + "/");
        }
        const InterfaceLookup any = [&](const std::string& name) {
            const auto index = static_cast<unsigned>(name.back());
            return InterfaceInfo{
                .ifindex = index,
                .addresses = {address_of(index), address("2001:db8::" + std::to_string(index))},
                .gateways = {}};
        };
        const LoadOutcome outcome = parse_config(text, path("hawser.toml"), any);
        EXPECT_TRUE(outcome.config) << entry.path() << "\n" << report(outcome);
        for (const Diagnostic& each : outcome.diagnostics) {
            EXPECT_PRED2(contains, each.text, "does not have the address") << entry.path() << "\n"
                                                                           << each.to_string();
        }
    }
    EXPECT_GE(count, 3u);
}

}  // namespace
}  // namespace hawser::loader
