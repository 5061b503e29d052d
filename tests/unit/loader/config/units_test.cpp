// SPDX-License-Identifier: BSD-2-Clause
#include "loader/config/units.h"

#include <gtest/gtest.h>

#include "loader/config/suggest.h"

namespace hawser::loader {
namespace {

using namespace std::chrono_literals;

TEST(Units, DurationsHaveAUnit) {
    EXPECT_EQ(*parse_duration("200ms"), 200ms);
    EXPECT_EQ(*parse_duration("3s"), 3s);
    EXPECT_EQ(*parse_duration("1.5s"), 1500ms);
    EXPECT_EQ(*parse_duration("5m"), 5min);
    EXPECT_EQ(*parse_duration("4 h"), 4h);
    EXPECT_EQ(*parse_duration("1d"), 24h);
    for (const char* wrong : {"", "200", "ms", "-1s", "1e3s", "1s2", "1,5s", "1..5s", ".s", "inf s", "1S",
                              "99999999999999999999s", "4000000d"}) {
        EXPECT_FALSE(parse_duration(wrong)) << wrong;
    }
}

TEST(Units, BandwidthsArePowersOfThousand) {
    EXPECT_EQ(*parse_bandwidth("1Gbit"), 1'000'000'000u);
    EXPECT_EQ(*parse_bandwidth("250Mbit"), 250'000'000u);
    EXPECT_EQ(*parse_bandwidth("512kbit"), 512'000u);
    EXPECT_EQ(*parse_bandwidth("2.5Gbit/s"), 2'500'000'000u);
    for (const char* wrong : {"", "1", "1G", "10Mbps", "1GB", "0Mbit", "-1Mbit", "2000000Tbit"}) {
        EXPECT_FALSE(parse_bandwidth(wrong)) << wrong;
    }
}

TEST(Units, BytesHaveAUnit) {
    EXPECT_EQ(*parse_bytes("10GB"), 10'000'000'000u);
    EXPECT_EQ(*parse_bytes("1.5 kB"), 1500u);
    EXPECT_EQ(*parse_bytes("2GiB"), 2147483648u);
    EXPECT_EQ(*parse_bytes("0B"), 0u);
    for (const char* wrong : {"", "10", "10G", "10Gbit", "-1B", "1e3B", "2000000TB"}) {
        EXPECT_FALSE(parse_bytes(wrong)) << wrong;
    }
}

TEST(Units, WhatIsReadIsWrittenBack) {
    for (const char* text : {"200ms", "3s", "5m", "4h", "1d", "90s"})
        EXPECT_EQ(format_duration(*parse_duration(text)), text);
    for (const char* text : {"1Gbit", "250Mbit", "2.5Gbit", "512kbit"})
        EXPECT_EQ(format_bandwidth(*parse_bandwidth(text)), text);
}

TEST(Suggest, NeighboursAndSwapsAreNear) {
    EXPECT_EQ(edit_distance("adress", "address"), 1u);
    EXPECT_EQ(edit_distance("interafce", "interface"), 1u);
    EXPECT_EQ(edit_distance("", "abc"), 3u);
    EXPECT_EQ(nearest("netwroks", {"name", "networks", "local_networks"}), "networks");
    EXPECT_EQ(nearest("local_network", {"name", "networks", "local_networks"}), "local_networks");
    EXPECT_EQ(nearest("xyzzy", {"name", "networks"}), std::nullopt);
    EXPECT_EQ(nearest(std::string(100000, 'a'), {"name"}), std::nullopt);
}

}  // namespace
}  // namespace hawser::loader
