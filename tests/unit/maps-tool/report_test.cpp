// SPDX-License-Identifier: BSD-2-Clause
#include "maps-tool/report.h"

#include <gtest/gtest.h>

#include <sstream>

namespace hawser::maps {
namespace {

std::string text_of(const Report& report) {
    std::ostringstream out;
    render_text(report, out);
    return out.str();
}

std::string json_of(const Report& report, bool pretty) {
    std::ostringstream out;
    render_json(report, pretty, out);
    return out.str();
}

Section example() {
    Section section;
    section.records.push_back(
        Record().add("name", "a").add("count", 5).for_programs("raw", 1).for_people("nice", "one"));
    section.records.push_back(Record().add("name", "longer").add("count", 12345).for_people("nice", "two"));
    return section;
}

TEST(RenderText, AlignsTextLeftAndNumbersRight) {
    EXPECT_EQ(text_of(report_of(example())),
              "name    count  nice\n"
              "a           5  one\n"
              "longer  12345  two\n");
}

TEST(RenderText, ASingleThingIsLines) {
    Section section;
    section.single = true;
    section.records.push_back(
        Record().add("name", "a").add("max_entries", 5).add("flags", Json::array({"x", "y"})));
    EXPECT_EQ(text_of(report_of(section)), "name:        a\nmax_entries: 5\nflags:       x,y\n");
}

TEST(RenderText, NothingIsSaid) {
    Section section;
    section.if_empty = "no flows";
    EXPECT_EQ(text_of(report_of(section)), "no flows\n");
}

TEST(RenderText, AColumnThatOnlySomeHaveIsADashForOthers) {
    Section section;
    section.records.push_back(Record().add("a", 1));
    section.records.push_back(Record().add("a", 2).add("b", nullptr));
    section.records.push_back(Record().add("a", 3).add("b", true));
    EXPECT_EQ(text_of(report_of(section)), "a  b\n1  -\n2  -\n3  yes\n");
}

TEST(RenderText, SectionsHaveHeadings) {
    Report report;
    Section first = example();
    first.name = "drops";
    Section second;
    second.name = "tunnels";
    second.if_empty = "no tunnels";
    report.sections = {first, second};
    EXPECT_EQ(text_of(report),
              "drops\nname    count  nice\na           5  one\nlonger  12345  two\n\ntunnels\nno tunnels\n");
}

TEST(RenderJson, OnlyWhatIsForPrograms) {
    EXPECT_EQ(json_of(report_of(example()), false),
              "[{\"name\":\"a\",\"count\":5,\"raw\":1},{\"name\":\"longer\",\"count\":12345}]\n");
}

TEST(RenderJson, SectionsAreKeysAndSingleThingsObjects) {
    Report report;
    Section one;
    one.name = "one";
    one.single = true;
    one.records.push_back(Record().add("a", 1));
    Section none;
    none.name = "none";
    report.sections = {one, none};
    EXPECT_EQ(json_of(report, false), "{\"one\":{\"a\":1},\"none\":[]}\n");
    EXPECT_EQ(json_of(report, true), "{\n    \"one\": {\n        \"a\": 1\n    },\n    \"none\": []\n}\n");
}

TEST(RenderJson, BytesThatAreNoTextDoNoHarm) {
    Section section;
    section.records.push_back(Record().add("interface", "\xff"));
    EXPECT_EQ(json_of(report_of(section), false), "[{\"interface\":\"\xef\xbf\xbd\"}]\n");
}

TEST(RenderJson, PrettyListsAreAsTheLibraryWritesThem) {
    for (const bool pretty : {false, true}) {
        Report report;
        report.sections = {example(), Section{}};
        report.sections[0].name = "first";
        report.sections[0].records.push_back(Record().add("list", Json::array({1, 2})).add("none", nullptr));
        report.sections[1].name = "second";
        const std::string text = json_of(report, pretty);
        EXPECT_EQ(text, Json::parse(text).dump(pretty ? 4 : -1) + "\n");
    }
}

TEST(RecordList, MadeOnDemandItLooksTheSame) {
    Section made;
    made.records = RecordList(2, [](size_t index) { return example().records.at(index); });
    EXPECT_EQ(made.records.size(), 2u);
    EXPECT_EQ(text_of(report_of(made)), text_of(report_of(example())));
    EXPECT_EQ(json_of(report_of(made), true), json_of(report_of(example()), true));
}

}  // namespace
}  // namespace hawser::maps
