// SPDX-License-Identifier: BSD-2-Clause
#include "maps-tool/arguments.h"

#include <gmock/gmock.h>

#include "bpf/abi.h"

namespace hawser::maps {
namespace {

using testing::HasSubstr;

using Words = std::vector<std::string>;

TEST(MapName, WithAndWithoutPrefixWholeOrCut) {
    for (const char* word : {"hw_pins4", "pins4", "hw_new_pins4", "new_pins4"})
        EXPECT_THAT(parse_map_name(word).value(), HasSubstr(word));
    for (const char* word : {"sel", "hw_sel"})
        EXPECT_EQ(parse_map_name(word).value(), HW_MAP_SELECTORS);
    EXPECT_EQ(parse_map_name("tun_state").value(), HW_MAP_TUNNEL_STATE);
    EXPECT_EQ(parse_map_name("tunnels").value(), HW_MAP_TUNNELS);
}

TEST(MapName, UnknownAndAmbiguous) {
    EXPECT_THAT(parse_map_name("zoo").error().text(), HasSubstr("no map is called zoo"));
    EXPECT_THAT(parse_map_name("tun").error().text(), HasSubstr("may be"));
}

using Given = std::vector<CommandOption>;

TEST(FlowFilter, AnyOrder) {
    const FlowFilter filter =
        parse_flow_filter(Given{{"--host", "10.1.0.0/16"}, {"--tunnel", "3"}, {"--proto", "tcp"}}).value();
    EXPECT_EQ(filter.tunnel, "3");
    EXPECT_EQ(filter.host->to_string(), "10.1.0.0/16");
    EXPECT_EQ(filter.protocol, 6);
    EXPECT_FALSE(filter.bundle);
    EXPECT_EQ(parse_flow_filter(Given{{"--bundle", "pop"}}).value().bundle, "pop");
    EXPECT_TRUE(parse_flow_filter(Given{{"--proven", ""}}).value().only_proven);
    EXPECT_TRUE(parse_flow_filter(Given{{"--new", ""}}).value().only_new);
    EXPECT_FALSE(parse_flow_filter({}).value().tunnel);
}

TEST(FlowFilter, Refuses) {
    EXPECT_THAT(parse_flow_filter(Given{{"--bundle", "a"}, {"--bundle", "b"}}).error().text(),
                HasSubstr("--bundle is given twice"));
    EXPECT_THAT(parse_flow_filter(Given{{"--proven", ""}, {"--new", ""}}).error().text(),
                HasSubstr("not both"));
    EXPECT_THAT(parse_flow_filter(Given{{"--proto", "tpc"}}).error().text(),
                HasSubstr("unknown protocol tpc"));
    EXPECT_FALSE(parse_flow_filter(Given{{"--host", "10.1"}}).ok());
}

TEST(EventQuestion, KindsAreAList) {
    const EventQuestion question =
        parse_event_question(Given{{"--follow", ""}, {"--kind", "drop,pin-moved"}, {"--kind", "pin-made"}})
            .value();
    EXPECT_TRUE(question.follow);
    EXPECT_EQ(question.kinds, (std::set<uint16_t>{HW_EVENT_DROP, HW_EVENT_PIN_MOVED, HW_EVENT_PIN_MADE}));
    EXPECT_FALSE(parse_event_question({}).value().follow);
    for (const char* wrong : {"drops", "", "drop,", "drop,,pin-made"})
        EXPECT_THAT(parse_event_question(Given{{"--kind", wrong}}).error().text(),
                    HasSubstr("unknown kind of event"))
            << wrong;
}

TEST(FlowQuestion, FromAddressesAloneToPorts) {
    FlowQuestion question = parse_flow_question(Words{"10.1.0.5", "10.2.0.7"}).value();
    EXPECT_EQ(question.source.to_string(), "10.1.0.5");
    EXPECT_FALSE(question.protocol);
    question = parse_flow_question(Words{"10.1.0.5", "10.2.0.7", "tcp", "45000", "443"}).value();
    EXPECT_EQ(question.protocol, 6);
    EXPECT_EQ(question.source_port, 45000);
    EXPECT_EQ(question.destination_port, 443);
    question = parse_flow_question(Words{"2001:db8::1", "2001:db8::2", "icmp6", "77"}).value();
    EXPECT_EQ(question.source_port, 77);
    EXPECT_EQ(question.destination_port, 77);
}

TEST(FlowQuestion, Refuses) {
    EXPECT_FALSE(parse_flow_question(Words{"10.1.0.5"}).ok());
    EXPECT_FALSE(parse_flow_question(Words{"10.1.0.5", "x"}).ok());
    EXPECT_THAT(parse_flow_question(Words{"10.1.0.5", "::1"}).error().text(), HasSubstr("IPv6"));
    EXPECT_THAT(parse_flow_question(Words{"10.1.0.5", "10.2.0.7", "tpc"}).error().text(),
                HasSubstr("unknown protocol tpc"));
    EXPECT_FALSE(parse_flow_question(Words{"10.1.0.5", "10.2.0.7", "tcp", "1"}).ok());
    EXPECT_FALSE(parse_flow_question(Words{"10.1.0.5", "10.2.0.7", "tcp", "1", "65536"}).ok());
    EXPECT_FALSE(parse_flow_question(Words{"10.1.0.5", "10.2.0.7", "tcp", "1", "2", "3"}).ok());
    EXPECT_FALSE(parse_flow_question(Words{"10.1.0.5", "10.2.0.7", "icmp", "1", "2"}).ok());
}

}  // namespace
}  // namespace hawser::maps
