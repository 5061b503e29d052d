// SPDX-License-Identifier: BSD-2-Clause
#include "maps-tool/words.h"

#include <gtest/gtest.h>
#include <net/if.h>

#include <set>

namespace hawser::maps {
namespace {

TEST(Words, EveryDropHasANameOfItsOwn) {
    std::set<std::string> names;
    for (uint32_t drop = 0; drop < HW_DROP_COUNT; ++drop)
        names.insert(drop_name(drop));
    EXPECT_EQ(names.size(), static_cast<size_t>(HW_DROP_COUNT));
    EXPECT_EQ(names.count(std::to_string(HW_DROP_COUNT - 1)), 0u);
}

TEST(Words, ANumberWithoutAWordIsItself) {
    EXPECT_EQ(drop_name(4711), "4711");
    EXPECT_EQ(tunnel_state_name(9), "9");
    EXPECT_EQ(protocol_name(200), "200");
}

TEST(Words, ProtocolsBothWays) {
    EXPECT_EQ(protocol_number("tcp"), 6);
    EXPECT_EQ(protocol_number("icmp6"), 58);
    EXPECT_EQ(protocol_number("200"), 200);
    EXPECT_FALSE(protocol_number("256"));
    EXPECT_FALSE(protocol_number("tcpx"));
    EXPECT_FALSE(protocol_number("6x"));
    EXPECT_FALSE(protocol_number(""));
    for (unsigned number = 0; number < 256; ++number)
        EXPECT_EQ(protocol_number(protocol_name(static_cast<uint8_t>(number))), number);
}

TEST(Words, Interfaces) {
    EXPECT_EQ(interface_name(0), "");
    EXPECT_EQ(interface_name(0x7ffffff0), "if2147483632");
    const unsigned loopback = if_nametoindex("lo");
    if (loopback == 0) GTEST_SKIP() << "no loopback interface";
    EXPECT_EQ(interface_name(loopback), "lo");
}

TEST(Words, Ages) {
    constexpr uint64_t kSecond = 1'000'000'000;
    EXPECT_EQ(describe_age(0), "0 ms");
    EXPECT_EQ(describe_age(999'999'999), "999 ms");
    EXPECT_EQ(describe_age(kSecond), "1.0 s");
    EXPECT_EQ(describe_age(59 * kSecond), "59.0 s");
    EXPECT_EQ(describe_age(60 * kSecond), "1 min");
    EXPECT_EQ(describe_age(3600 * kSecond + 180 * kSecond), "1 h 3 min");
    EXPECT_EQ(age(10, 4), 6u);
    EXPECT_EQ(age(4, 10), 0u);
}

}  // namespace
}  // namespace hawser::maps
