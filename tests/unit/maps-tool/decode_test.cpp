// SPDX-License-Identifier: BSD-2-Clause
#include "maps-tool/decode.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/maps-tool/topology_example.h"

namespace hawser::maps {
namespace {

constexpr uint64_t kNow = 100'000'000'000;

Json json_of(const Record& record, std::string_view name) {
    for (const Field& field : record.fields())
        if (field.name == name && field.json) return *field.json;
    return "no such field";
}

std::string text_of(const Record& record, std::string_view name) {
    for (const Field& field : record.fields())
        if (field.name == name && field.text) return *field.text;
    return "no such field";
}

TEST(DecodeFlow, AddressesAndPorts) {
    const Record record = decode_flow(
        example_pinned(example_flow("10.1.0.5", 45000, "10.2.0.7", 443, 6), example_pin(kFirst, 12)),
        example_topology(), kNow);
    EXPECT_EQ(json_of(record, "local_addr"), "10.1.0.5");
    EXPECT_EQ(json_of(record, "local_port"), 45000);
    EXPECT_EQ(json_of(record, "remote_addr"), "10.2.0.7");
    EXPECT_EQ(json_of(record, "remote_port"), 443);
    EXPECT_EQ(json_of(record, "protocol"), "tcp");
    EXPECT_EQ(text_of(record, "local"), "10.1.0.5:45000");
    EXPECT_EQ(text_of(record, "remote"), "10.2.0.7:443");
}

TEST(DecodeFlow, Ipv6StandsInBrackets) {
    const Record record = decode_flow(
        example_pinned(example_flow("2001:db8:1::5", 45000, "2001:db8:2::7", 53, 17), example_pin(kFirst, 1)),
        example_topology(), kNow);
    EXPECT_EQ(json_of(record, "family"), 6);
    EXPECT_EQ(json_of(record, "remote_addr"), "2001:db8:2::7");
    EXPECT_EQ(text_of(record, "remote"), "[2001:db8:2::7]:53");
}

TEST(DecodeFlow, IcmpHasAnIdInPlaceOfPorts) {
    const Record record =
        decode_flow(example_pinned(example_flow("10.1.0.5", 77, "10.2.0.7", 77, 1), example_pin(kFirst, 1)),
                    example_topology(), kNow);
    EXPECT_EQ(json_of(record, "icmp_id"), 77);
    EXPECT_EQ(json_of(record, "local_port"), "no such field");
    EXPECT_EQ(text_of(record, "local"), "10.1.0.5");
}

TEST(DecodeFlow, AgesAreFromNow) {
    hw_pin pin = example_pin(kFirst, 12);
    pin.moves = 2;
    pin.last_moved_from = kSecond;
    pin.last_moved_ns = 98'000'000'000;
    const Record record = decode_flow(example_pinned(example_flow("10.1.0.5", 1, "10.2.0.7", 2, 17), pin),
                                      example_topology(), kNow);
    EXPECT_EQ(json_of(record, "age_s"), 90u);
    EXPECT_EQ(text_of(record, "age"), "1 min");
    EXPECT_EQ(json_of(record, "idle_ns"), 500'000'000u);
    EXPECT_EQ(text_of(record, "idle"), "500 ms");
    EXPECT_EQ(json_of(record, "last_moved_from"), kSecond);
    EXPECT_EQ(json_of(record, "last_moved_ns"), 2'000'000'000u);
    EXPECT_EQ(json_of(record, "packets_out"), 12u);
    EXPECT_EQ(json_of(record, "packets_in"), 7u);
}

TEST(DecodeFlow, APinThatIsNewerThanTheLookIsZeroOld) {
    hw_pin pin = example_pin(kFirst, 1);
    pin.last_seen_ns = kNow + 5;
    const Record record = decode_flow(example_pinned(example_flow("10.1.0.5", 1, "10.2.0.7", 2, 17), pin),
                                      example_topology(), kNow);
    EXPECT_EQ(json_of(record, "idle_ns"), 0u);
}

TEST(DecodeFlow, RolesAndTunnels) {
    hw_pin pin = example_pin(kSecond, 1);
    pin.role = HW_PIN_FOLLOWER;
    pin.flags = HW_PIN_PROVISIONAL;
    const Record record = decode_flow(example_pinned(example_flow("10.1.0.5", 1, "10.2.0.7", 2, 17), pin),
                                      example_topology(), kNow);
    EXPECT_EQ(json_of(record, "tunnel"), kSecond);
    EXPECT_EQ(json_of(record, "interface"), "if9002");
    EXPECT_EQ(json_of(record, "peer"), "if9100");
    EXPECT_EQ(json_of(record, "role"), "follower");
    EXPECT_EQ(json_of(record, "provisional"), true);
    EXPECT_EQ(text_of(record, "role"), "follower (provisional)");
}

TEST(DecodeFlow, ATunnelThatIsNoMoreIsNamedByItsId) {
    const Record record =
        decode_flow(example_pinned(example_flow("10.1.0.5", 1, "10.2.0.7", 2, 17), example_pin(77, 1)),
                    example_topology(), kNow);
    EXPECT_EQ(json_of(record, "interface"), "tunnel 77");
}

TEST(DecodeFlow, IdleTimesDependOnWhatHasBeenSeen) {
    Topology topology = example_topology();
    for (uint32_t idle = 0; idle < HW_IDLE_COUNT; ++idle)
        topology.config.idle_s[idle] = 100 + idle;
    hw_pin pin = example_pin(kFirst, 1);
    const auto limit = [&](uint8_t protocol) {
        const Flow flow = example_pinned(example_flow("10.1.0.5", 1, "10.2.0.7", 2, protocol), pin);
        return json_of(decode_flow(flow, topology, kNow), "idle_limit_s");
    };
    EXPECT_EQ(limit(6), 100 + HW_IDLE_TCP);
    EXPECT_EQ(limit(17), 100 + HW_IDLE_UDP);
    EXPECT_EQ(limit(136), 100 + HW_IDLE_UDP);
    EXPECT_EQ(limit(132), 100 + HW_IDLE_SCTP);
    EXPECT_EQ(limit(1), 100 + HW_IDLE_ICMP);
    EXPECT_EQ(limit(58), 100 + HW_IDLE_ICMP);
    EXPECT_EQ(limit(47), 100 + HW_IDLE_OTHER);
    pin.tcp = HW_PIN_TCP_FIN_OUT;
    EXPECT_EQ(limit(6), 100 + HW_IDLE_TCP);
    pin.tcp |= HW_PIN_TCP_FIN_IN;
    EXPECT_EQ(limit(6), 100 + HW_IDLE_TCP_CLOSED);
    pin.tcp = HW_PIN_TCP_RST;
    EXPECT_EQ(limit(6), 100 + HW_IDLE_TCP_CLOSED);
    pin.packets_in = 0;
    EXPECT_EQ(limit(6), 100 + HW_IDLE_NEW);
}

TEST(DecodeFlow, AFlowThatIsSilentForTooLongIsExpired) {
    Topology topology = example_topology();
    topology.config.idle_s[HW_IDLE_UDP] = 10;
    const FlowName name = example_flow("10.1.0.5", 1, "10.2.0.7", 2, 17);
    hw_pin pin = example_pin(kFirst, 1);
    pin.last_seen_ns = kNow - 10'000'000'000;
    EXPECT_EQ(json_of(decode_flow(example_pinned(name, pin), topology, kNow), "expired"), false);
    pin.last_seen_ns -= 1;
    EXPECT_EQ(json_of(decode_flow(example_pinned(name, pin), topology, kNow), "expired"), true);
    topology.config.idle_s[HW_IDLE_UDP] = 0;
    EXPECT_EQ(json_of(decode_flow(example_pinned(name, pin), topology, kNow), "expired"), false);
}

TEST(DecodeFlow, ProvenIsWhatTheMapOrTheFlagSays) {
    Flow flow = example_pinned(example_flow("10.1.0.5", 1, "10.2.0.7", 2, 17), example_pin(kFirst, 1));
    flow.pin.flags = 0;
    EXPECT_EQ(json_of(decode_flow(flow, example_topology(), kNow), "proven"), true);
    flow.map = HW_MAP_NEW_PINS4;
    EXPECT_EQ(json_of(decode_flow(flow, example_topology(), kNow), "proven"), false);
    EXPECT_EQ(json_of(decode_flow(flow, example_topology(), kNow), "map"), "hw_new_pins4");
}

TEST(FlowKeys, PortsAreInNetworkByteOrder) {
    const FlowName four = example_flow("10.1.0.5", 0x1234, "10.2.0.7", 443, 6);
    const hw_flow4_key key = key4_of(four);
    EXPECT_EQ(reinterpret_cast<const uint8_t*>(&key.local_port)[0], 0x12);
    EXPECT_EQ(name_of(key), four);
    const FlowName six = example_flow("2001:db8::5", 0x1234, "2001:db8:2::7", 443, 17);
    EXPECT_EQ(name_of(key6_of(six)), six);
}

TEST(DecodeTunnel, SharedInterfacesAreNamedWithTheTunnel) {
    Topology topology = example_topology();
    topology.tunnels[kFirst].flags = HW_TUNNEL_SHARED_INTERFACE;
    EXPECT_EQ(topology.tunnel_name(kFirst), "if9001/1");
    EXPECT_EQ(topology.find_tunnel("if9001/1").value(), kFirst);
    EXPECT_FALSE(topology.find_tunnel("if9001").ok());
}

TEST(DecodeTunnelWatch, WhatHasBeenHeard) {
    const Record record = decode_tunnel_watch(kFirst, hw_tunnel_watch{kNow - 5, kNow - 3, kNow - 1, kNow - 2},
                                              example_topology(), kNow);
    EXPECT_EQ(json_of(record, "suspect"), true);
    EXPECT_EQ(json_of(record, "suspect_since_ns"), 1u);
    EXPECT_EQ(json_of(record, "last_heard_ns"), 5u);
    EXPECT_EQ(json_of(record, "waits_ns"), 3u);
    const Record answered =
        decode_tunnel_watch(kFirst, hw_tunnel_watch{kNow, kNow - 3, 0, kNow - 2}, example_topology(), kNow);
    EXPECT_EQ(json_of(answered, "waits_ns"), nullptr) << "what was waited for has come";
    const Record never = decode_tunnel_watch(kFirst, hw_tunnel_watch{}, example_topology(), kNow);
    EXPECT_EQ(json_of(never, "last_heard_ns"), nullptr);
    EXPECT_EQ(text_of(never, "last_heard"), "never");
}

TEST(DecodeTunnel, TiersCountFromOne) {
    const Topology topology = example_topology();
    const Record record = decode_tunnel(kStandby, topology.tunnels.at(kStandby), topology);
    EXPECT_EQ(json_of(record, "tier"), 2);
    EXPECT_EQ(json_of(record, "state"), "draining");
    EXPECT_EQ(json_of(record, "if_id"), kStandby);
    EXPECT_EQ(json_of(record, "mtu"), 1400);
}

TEST(DecodeBundle, AMemberCountBeyondTheArrayIsNotFollowed) {
    hw_bundle bundle = example_topology().bundles.at(kPop);
    bundle.member_count = 1'000'000;
    bundle.flags = HW_BUNDLE_PEER_HAWSER;
    const Record record = decode_bundle(kPop, bundle, example_topology());
    EXPECT_EQ(json_of(record, "tunnels").size(), HW_MAX_MEMBERS);
    EXPECT_EQ(json_of(record, "flags"), Json::array({"peer_hawser"}));
}

TEST(DecodeNet, PrefixesAndExceptions) {
    hw_net4_key key{16, {10, 2, 0, 0}};
    const Record net = decode_net4(key, hw_net{kPop, 0}, example_topology());
    EXPECT_EQ(json_of(net, "network"), "10.2.0.0/16");
    EXPECT_EQ(json_of(net, "bundle"), kPop);
    key = {32, {10, 1, 0, 1}};
    const Record exception = decode_net4(key, hw_net{0, HW_NET_LOCAL}, example_topology());
    EXPECT_EQ(json_of(exception, "local"), true);
    EXPECT_EQ(text_of(exception, "peer"), "none");
    key.prefixlen = 99;
    EXPECT_EQ(json_of(decode_net4(key, hw_net{}, example_topology()), "network"), "10.1.0.1/32")
        << "damage is shown";
    const hw_net6_key key6{32, {0x20, 0x01, 0x0d, 0xb8}};
    EXPECT_EQ(json_of(decode_net6(key6, hw_net{kPop, 0}, example_topology()), "network"), "2001:db8::/32");
}

TEST(DecodeSelector, TheFixedBitsAreNotThePrefix) {
    hw_selector_key key{};
    key.prefixlen = HW_SELECTOR_FIXED_BITS + 16;
    key.tunnel = kFirst;
    key.side = HW_SELECTOR_LOCAL;
    key.family = 4;
    key.addr[0] = 10;
    key.addr[1] = 1;
    hw_selector selector{};
    selector.count = 1;
    selector.ranges[0].port_last = 65535;
    Record record = decode_selector(key, selector, example_topology());
    EXPECT_EQ(json_of(record, "network"), "10.1.0.0/16");
    EXPECT_EQ(json_of(record, "side"), "local");
    EXPECT_EQ(text_of(record, "ranges"), "any");
    selector.count = 1000;
    selector.ranges[1] = {80, 443, 6, {}};
    record = decode_selector(key, selector, example_topology());
    EXPECT_EQ(text_of(record, "ranges"), "any,tcp/80-443,any/0,any/0")
        << "a count beyond the array is not followed";
    EXPECT_EQ(json_of(record, "ranges")[1],
              Json({{"protocol", "tcp"}, {"port_first", 80}, {"port_last", 443}}));
    key.prefixlen = 3;
    EXPECT_EQ(json_of(decode_selector(key, selector, example_topology()), "network"), "0.0.0.0/0")
        << "damage is shown";
}

TEST(DecodeDrop, WhatIsOnlyCountedSaysSo) {
    const Record dropped = decode_drop(HW_DROP_TS_MISMATCH, hw_counter{5, 500});
    EXPECT_EQ(json_of(dropped, "reason"), "ts_mismatch");
    EXPECT_EQ(json_of(dropped, "dropped"), true);
    const Record counted = decode_drop(HW_DROP_PIN_FULL, hw_counter{5, 500});
    EXPECT_EQ(json_of(counted, "reason"), "pin_full");
    EXPECT_EQ(json_of(counted, "dropped"), false);
    EXPECT_EQ(text_of(counted, "reason"), "pin_full (counted only)");
}

}  // namespace
}  // namespace hawser::maps
