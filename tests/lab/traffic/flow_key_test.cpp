// SPDX-License-Identifier: BSD-2-Clause
#include "tests/lab/traffic/flow_key.h"

#include <gtest/gtest.h>

#include <vector>

#include "tests/lab/traffic/control.h"
#include "tests/lab/traffic/message.h"

namespace hawser::traffic {
namespace {

std::vector<std::byte> bytes(std::initializer_list<int> values) {
    std::vector<std::byte> made;
    for (const int value : values)
        made.push_back(static_cast<std::byte>(value));
    return made;
}

std::vector<std::byte> ipv4_udp(int fragment_low = 0) {
    return bytes({0x45, 0,  0,  28, 0, 0,  0,    fragment_low, 64,   17,   0, 0, 10, 1,
                  0,    10, 10, 2,  0, 10, 0x1f, 0x90,         0x1b, 0x58, 0, 8, 0,  0});
}

TEST(FlowKey, Ipv4Udp) {
    const auto key = FlowKey::of(ipv4_udp());
    ASSERT_TRUE(key);
    EXPECT_EQ(key->source, "10.1.0.10");
    EXPECT_EQ(key->destination, "10.2.0.10");
    EXPECT_EQ(key->source_port, 8080);
    EXPECT_EQ(key->destination_port, 7000);
}

TEST(FlowKey, LaterFragmentHasNoPorts) {
    const auto key = FlowKey::of(ipv4_udp(1));
    ASSERT_TRUE(key);
    EXPECT_EQ(key->source_port, 0);
}

TEST(FlowKey, Ipv6IcmpHasItsIdAsPorts) {
    auto packet = bytes({0x60, 0, 0, 0, 0, 8, 58, 64});
    packet.resize(40);
    packet[23] = packet[39] = std::byte{1};
    for (const int value : {128, 0, 0, 0, 0x12, 0x34, 0, 1})
        packet.push_back(static_cast<std::byte>(value));
    const auto key = FlowKey::of(packet);
    ASSERT_TRUE(key);
    EXPECT_EQ(key->source, "::1");
    EXPECT_EQ(key->source_port, 0x1234);
}

TEST(FlowKey, TooShortOrNoIpIsNothing) {
    EXPECT_FALSE(FlowKey::of({}));
    EXPECT_FALSE(FlowKey::of(bytes({0x45, 0, 0})));
    auto options_cut_off = ipv4_udp();
    options_cut_off[0] = std::byte{0x4f};
    EXPECT_FALSE(FlowKey::of(options_cut_off));
    EXPECT_FALSE(FlowKey::of(std::vector<std::byte>(28)));
}

TEST(Message, ReadsWhatItWrote) {
    const auto encoded = Message{7, 9}.encode();
    const auto message = Message::decode(encoded);
    ASSERT_TRUE(message);
    EXPECT_EQ(message->flow, 7U);
    EXPECT_EQ(message->number, 9U);
    EXPECT_FALSE(Message::decode(std::span(encoded).first(Message::kSize - 1)));
    EXPECT_FALSE(Message::decode(std::vector<std::byte>(Message::kSize)));
}

TEST(Control, SplitsWords) {
    EXPECT_EQ(split_words(" mark  cut\n"), (Words{"mark", "cut"}));
    EXPECT_TRUE(split_words("\n").empty());
}

}  // namespace
}  // namespace hawser::traffic
