// SPDX-License-Identifier: BSD-2-Clause
// What the machine's tools print.
#include "loader/doctor/parse.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hawser::loader::doctor {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

TEST(Parse, XfrmDefaults) {
    EXPECT_THAT(parse_xfrm_default("Default policies:\n in:  accept\n fwd: block\n out: block\n"),
                UnorderedElementsAre("fwd", "out"));
    EXPECT_TRUE(parse_xfrm_default("").empty());
}

TEST(Parse, OnlyPoliciesWithoutIfIdAndOfNoSocket) {
    const auto policies = parse_xfrm_policies(
        "src 10.1.0.0/16 dst 10.2.0.0/16 \n\tdir out priority 371327 ptype main \n\ttmpl src 198.51.100.2 "
        "dst 203.0.113.10\n"
        "\t\tproto esp spi 0xc0000001 reqid 1 mode tunnel\n"
        "src 10.1.0.0/16 dst 10.3.0.0/16 \n\tdir out priority 1 \n\ttmpl src 198.51.100.2 dst 203.0.113.10\n"
        "\t\tproto esp reqid 2 mode tunnel\n\tif_id 0x68770001\n"
        "src 0.0.0.0/0 dst 0.0.0.0/0 \n\tsocket in priority 0 ptype main \n"
        "src 10.2.0.0/16 dst 10.1.0.0/16 \n\tdir fwd priority 371327 ptype main \n");
    ASSERT_EQ(policies.size(), 2u);
    EXPECT_EQ(policies[0].destination, "10.2.0.0/16");
    EXPECT_EQ(policies[0].direction, "out");
    EXPECT_EQ(policies[1].source, "10.2.0.0/16");
    EXPECT_EQ(policies[1].direction, "fwd");
}

TEST(Parse, Rules) {
    const auto rules = parse_rules(
        R"([{"priority":0,"src":"all","table":"local"},{"priority":220,"src":"all","table":"220"},)"
        R"({"priority":300,"src":"198.51.100.2","table":"26880","protocol":"104"},{"priority":301,"src":"all","fwmark":"0x1","table":"7"}])");
    ASSERT_TRUE(rules.ok());
    ASSERT_EQ(rules->size(), 4u);
    EXPECT_TRUE((*rules)[1].for_everything);
    EXPECT_EQ((*rules)[1].text, "from all lookup 220");
    EXPECT_FALSE((*rules)[2].for_everything);
    EXPECT_FALSE((*rules)[3].for_everything);
    EXPECT_FALSE(parse_rules("nothing").ok());
}

TEST(Parse, Interfaces) {
    const auto interfaces = parse_interfaces(
        R"([{"ifname":"eth1","flags":["BROADCAST","UP"],"mtu":1492,"addr_info":[)"
        R"({"family":"inet","local":"198.51.100.2","prefixlen":24,"scope":"global"},)"
        R"({"family":"inet6","local":"fe80::1","prefixlen":64,"scope":"link"},)"
        R"({"family":"inet","local":"203.0.113.9","prefixlen":32,"scope":"global"}]},{"ifname":"eth2","flags":[],"mtu":9000}])");
    ASSERT_TRUE(interfaces.ok());
    EXPECT_EQ(interfaces->at("eth1").mtu, 1492u);
    EXPECT_TRUE(interfaces->at("eth1").up);
    EXPECT_FALSE(interfaces->at("eth2").up);
    ASSERT_EQ(interfaces->at("eth1").networks.size(), 1u);
    EXPECT_EQ(interfaces->at("eth1").networks[0].to_string(), "198.51.100.0/24");
}

TEST(Parse, Offloads) {
    const auto offloads = parse_offloads(
        "Features for eth1:\nrx-checksumming: on\ngeneric-receive-offload: off\nlarge-receive-offload: off "
        "[fixed]\n"
        "\ttx-checksum-ipv4: on\n");
    EXPECT_TRUE(offloads.at("rx-checksumming"));
    EXPECT_TRUE(offloads.at("tx-checksum-ipv4"));
    EXPECT_FALSE(offloads.at("large-receive-offload"));
    EXPECT_FALSE(offloads.at("generic-receive-offload"));
}

TEST(Parse, CountersOptionsAndNetworkdsFiles) {
    EXPECT_EQ(parse_counters("XfrmInError                 \t0\nXfrmInNoStates  12\n").at("XfrmInNoStates"),
              12u);
    const auto options =
        parse_kernel_options("# CONFIG_A is not set\nCONFIG_B=m\nCONFIG_C=y\nCONFIG_D=\"text\"\n");
    EXPECT_EQ(options.count("CONFIG_A"), 0u);
    EXPECT_EQ(options.at("CONFIG_B"), 'm');
    EXPECT_TRUE(keeps_foreign_rules("[Network]\nManageForeignRoutingPolicyRules=no\n"));
    EXPECT_FALSE(
        keeps_foreign_rules("[Network]\n#ManageForeignRoutingPolicyRules=no\nManageForeignRoutes=no\n"));
}

}  // namespace
}  // namespace hawser::loader::doctor
