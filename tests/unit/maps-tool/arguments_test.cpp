// SPDX-License-Identifier: BSD-2-Clause
#include "maps-tool/arguments.h"

#include <gmock/gmock.h>

#include "bpf/abi.h"

namespace hawser::maps {
namespace {

using testing::HasSubstr;

using Words = std::vector<std::string>;

TEST(MapName, WithAndWithoutPrefixWholeOrCut) {
    for (const char* word : {"hw_pins", "pins", "pi", "hw_pi"})
        EXPECT_EQ(parse_map_name(word).value(), HW_MAP_PINS);
    EXPECT_EQ(parse_map_name("tun_state").value(), HW_MAP_TUNNEL_STATE);
    EXPECT_EQ(parse_map_name("tunnels").value(), HW_MAP_TUNNELS);
}

TEST(MapName, UnknownAndAmbiguous) {
    EXPECT_THAT(parse_map_name("zoo").error().text(), HasSubstr("no map is called zoo"));
    EXPECT_THAT(parse_map_name("tun").error().text(), HasSubstr("may be"));
}

TEST(FlowFilter, AnyOrder) {
    const FlowFilter filter = parse_flow_filter(Words{"address", "10.1.0.5", "tunnel", "3"}).value();
    EXPECT_EQ(filter.tunnel, "3");
    EXPECT_EQ(filter.address->to_string(), "10.1.0.5");
    EXPECT_FALSE(filter.peer);
    EXPECT_EQ(parse_flow_filter(Words{"peer", "pop"}).value().peer, "pop");
    EXPECT_FALSE(parse_flow_filter({}).value().tunnel);
}

TEST(FlowFilter, Refuses) {
    EXPECT_THAT(parse_flow_filter(Words{"tunnel"}).error().text(), HasSubstr("tunnel needs a value"));
    EXPECT_THAT(parse_flow_filter(Words{"color", "red"}).error().text(), HasSubstr("unknown filter color"));
    EXPECT_THAT(parse_flow_filter(Words{"peer", "a", "peer", "b"}).error().text(), HasSubstr("twice"));
    EXPECT_FALSE(parse_flow_filter(Words{"address", "10.1"}).ok());
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
