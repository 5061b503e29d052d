// SPDX-License-Identifier: BSD-2-Clause
// Policies, interfaces, routes and rules in octets, as a little-endian kernel takes them.
#include <gtest/gtest.h>
#include <linux/netlink.h>

#include "loader/kernel/link_encoding.h"
#include "loader/kernel/netlink_attributes.h"
#include "loader/kernel/policy_encoding.h"
#include "loader/kernel/route_encoding.h"
#include "tests/unit/loader/kernel/golden.h"

namespace hawser::loader {
namespace {

using test::digits;
using test::hex_of;
using test::zeros;

PolicyRequest policy() {
    return {.direction = PolicyDirection::kIn,
            .selector = {.source = *IpPrefix::parse("10.2.0.0/16"),
                         .destination = *IpPrefix::parse("10.1.0.0/16"),
                         .protocol = 6,
                         .destination_port = 443},
            .if_id = IfId(7),
            .tunnel_source = *IpAddress::parse("192.0.2.1"),
            .tunnel_destination = *IpAddress::parse("198.51.100.2"),
            .priority = 1000};
}

const std::string kSelector = digits("0a010000") + zeros(12) + digits("0a020000") + zeros(12) +
                              digits("01bb ffff 0000 0000 0200 10 10 06 000000") + zeros(8);

TEST(PolicyEncoding, InPolicyWithItsTemplate) {
    const std::string expected =
        digits("04010000 1900 0500 00000000 00000000") + kSelector +  // UPDPOLICY
        std::string(64, 'f') + zeros(32) + zeros(32) +                // no limits, no counters
        digits("e8030000 00000000 00 00 02 00 00000000") +            // priority 1000, in, allow, ICMP
        digits("4400 0500 c6336402") + zeros(12) + digits("00000000 32 000000") +  // TMPL: to, any SPI, ESP
        digits("0200 0000 c0000201") + zeros(12) +                                 // AF_INET, from
        digits("07000000 01 00 00 00 ffffffff ffffffff ffffffff") +  // reqid, tunnel, any algorithm
        digits("0800 1f00 07000000");
    EXPECT_EQ(hex_of(encode_update_policy(policy())), expected);
}

TEST(PolicyEncoding, DeleteHasTheIfId) {
    EXPECT_EQ(
        hex_of(encode_delete_policy(policy().key())),
        digits("58000000 1400 0500 00000000 00000000") + kSelector + zeros(8) + digits("0800 1f00 07000000"));
}

TEST(LinkEncoding, XfrmInterface) {
    const XfrmInterfaceSpec spec = {.name = "hawser-t7",
                                    .if_id = IfId(7),
                                    .owner = {.role = XfrmRole::kTunnel, .id = 7},
                                    .underlying = 3,
                                    .mtu = 1400};
    EXPECT_EQ(hex_of(encode_create_xfrm(spec)),
              digits("64000000 1000 0506 00000000 00000000") + zeros(16) +
                  digits("0e00 0300 6861777365722d743700 0000") +              // IFNAME
                  digits("0800 0400 78050000 0800 1b00 00000000") +            // MTU, GROUP
                  digits("2400 1200 0900 0100 7866726d00 000000") +            // LINKINFO: KIND xfrm
                  digits("1400 0200 0800 0100 03000000 0800 0200 07000000"));  // DATA: LINK, IF_ID
    EXPECT_EQ(hex_of(encode_configure_xfrm(9, spec, true)),
              digits("54000000 1300 0500 00000000 00000000 00000000 09000000") + zeros(8) +
                  digits("1400 1400 6861777365723a74756e6e656c3a3700") +  // IFALIAS hawser:tunnel:7
                  digits("0800 0400 78050000 0800 1b00 00000000") +
                  digits("1000 1a00 0c00 0a00 0500 0800 01 000000"));  // AF_SPEC, INET6, ADDR_GEN_MODE none
}

TEST(LinkEncoding, XfrmInterfaceOfAllIfIds) {
    const XfrmInterfaceSpec spec = {
        .name = "hawser-hub", .owner = {.role = XfrmRole::kHub}, .collect_metadata = true, .mtu = 1400};
    const std::string create = hex_of(encode_create_xfrm(spec));
    EXPECT_TRUE(create.ends_with(digits("1800 1200 0900 0100 7866726d00 000000") +  // LINKINFO: KIND xfrm
                                 digits("0800 0200 0400 0300")));                   // DATA: the flag alone
    EXPECT_EQ(parse_alias(to_alias(spec.owner)), spec.owner);
}

TEST(RouteEncoding, Multipath) {
    const Route route = {
        .destination = *IpPrefix::parse("10.2.0.0/16"),
        .metric = kTunnelsMetric,
        .next_hops = {
            {.ifindex = 3},
            {.ifindex = 4, .gateway = *IpAddress::parse("192.0.2.1"), .onlink = true, .weight = 2}}};
    EXPECT_EQ(hex_of(encode_replace_route(route)),
              digits("50000000 1800 0505 00000000 00000000") +        // NEWROUTE, CREATE REPLACE
                  digits("02 10 00 00 fe 68 00 01 00000000") +        // /16, main, ours, unicast
                  digits("0800 0100 0a020000 0800 0f00 fe000000") +   // DST, TABLE
                  digits("0800 0600 efffffff") +                      // PRIORITY
                  digits("1c00 0900 0800 00 00 03000000") +           // MULTIPATH
                  digits("1000 04 01 04000000 0800 0500 c0000201"));  // onlink, weight 2, GATEWAY
}

TEST(RouteEncoding, UnreachableAndATableAbove255) {
    EXPECT_EQ(hex_of(encode_replace_route({.destination = *IpPrefix::parse("2001:db8:2::/48"),
                                           .table = kUplinkTableBase,
                                           .metric = kUnreachableMetric,
                                           .kind = RouteKind::kUnreachable})),
              digits("40000000 1800 0505 00000000 00000000") +  //
                  digits("0a 30 00 00 00 68 00 07 00000000") +  // RTN_UNREACHABLE
                  digits("1400 0100 20010db8000200000000000000000000") +
                  digits("0800 0f00 00690000 0800 0600 f0ffffff"));
}

TEST(RuleEncoding, SourceRule) {
    const Rule rule = {.source = *IpAddress::parse("198.51.100.2"), .table = kUplinkTableBase};
    EXPECT_EQ(hex_of(encode_add_rule(rule)),
              digits("3c000000 2000 0506 00000000 00000000") +        // NEWRULE, CREATE EXCL
                  digits("02 00 20 00 00 00 00 01 00000000") +        // from /32, to table
                  digits("0800 0200 c6336402 0800 0600 68000000") +   // SRC, PRIORITY 104
                  digits("0800 0f00 00690000 0500 1500 68 000000"));  // TABLE 26880, PROTOCOL 104
}

const nlmsghdr& as_listed(const NetlinkMessage& message) {
    return *reinterpret_cast<const nlmsghdr*>(message.bytes().data());
}

TEST(Decoding, ReadsBackWhatWasAsked) {
    NetlinkMessage asked = encode_update_policy(policy());
    const uint16_t listed_type = 0x13;  // XFRM_MSG_NEWPOLICY
    asked.overwrite(offsetof(nlmsghdr, nlmsg_type), {reinterpret_cast<const uint8_t*>(&listed_type), 2});
    const auto info = decode_policy(as_listed(asked));
    ASSERT_TRUE(info.has_value());
    EXPECT_EQ(info->key, policy().key());
    EXPECT_EQ(info->tunnel_source, policy().tunnel_source);
    EXPECT_EQ(info->tunnel_destination, policy().tunnel_destination);
    EXPECT_EQ(info->reqid, 7U);
    const Route route = {.destination = *IpPrefix::parse("10.2.0.0/16"),
                         .metric = 5,
                         .next_hops = {{.ifindex = 3}, {.ifindex = 4, .weight = 9}}};
    EXPECT_EQ(decode_route(as_listed(encode_replace_route(route))), route);
    const Rule rule = {.family = Family::kIpv6, .input_interface = "lo", .table = 99, .suppress_group = 7};
    EXPECT_EQ(decode_rule(as_listed(encode_add_rule(rule))), rule);
}

TEST(Decoding, BearsWhatIsCutShort) {
    const std::vector<NetlinkMessage (*)()> messages = {
        [] { return encode_update_policy(policy()); },
        [] {
            return encode_replace_route({.destination = *IpPrefix::parse("10.2.0.0/16"),
                                         .metric = 5,
                                         .next_hops = {{.ifindex = 3}, {.ifindex = 4}}});
        },
        [] { return encode_add_rule({.table = 99}); },
        [] { return encode_create_xfrm({.name = "x", .if_id = IfId(1)}); }};
    for (const auto& make : messages) {
        const NetlinkMessage message = make();
        for (uint32_t length = 0; length < message.size(); ++length) {
            Bytes cut = to_bytes(message.bytes().first(std::max<size_t>(length, sizeof(nlmsghdr))));
            auto* header = reinterpret_cast<nlmsghdr*>(cut.data());
            header->nlmsg_len = length;
            const bool short_header = length < sizeof(nlmsghdr) + 12;
            const bool read = decode_policy(*header) || decode_route(*header) || decode_rule(*header) ||
                              decode_link(*header) || decode_address(*header);
            EXPECT_FALSE(short_header && read) << length;
        }
    }
}

TEST(NetlinkAttributes, StopsAtALengthThatCannotBe) {
    const Bytes bytes = {8, 0, 1, 0, 0xaa, 0xbb, 0xcc, 0xdd, 3, 0, 2, 0, 8, 0, 3, 0, 1, 1, 1, 1};
    const NetlinkAttributes attributes(bytes);
    EXPECT_EQ(attributes.u32(1), 0xddccbbaaU);
    EXPECT_FALSE(attributes.has(2) || attributes.has(3));
    EXPECT_EQ(attributes.u32(60000), std::nullopt);
    const NetlinkAttributes too_long(ByteView(bytes).first(6));
    EXPECT_FALSE(too_long.has(1));
}

TEST(Alias, IsReadBackAndOthersAreNot) {
    const XfrmOwner owner = {.role = XfrmRole::kBundle, .id = 4294967295U};
    EXPECT_EQ(parse_alias(to_alias(owner)), owner);
    for (const char* text : {"", "hawser", "hawser:tunnel:", "hawser:tunnel:7x", "hawser:tunnel:-1", "wan",
                             "hawser:tunnel:4294967296", "hawser:bundle: 1"}) {
        EXPECT_FALSE(parse_alias(text).has_value()) << text;
    }
}

}  // namespace
}  // namespace hawser::loader
