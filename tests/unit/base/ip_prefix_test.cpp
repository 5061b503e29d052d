// SPDX-License-Identifier: BSD-2-Clause
#include "base/ip_prefix.h"

#include <gtest/gtest.h>

namespace hawser {
namespace {

IpPrefix prefix(const char* text) {
    return *IpPrefix::parse(text);
}

TEST(IpPrefix, RoundTrips) {
    for (const char* text : {"0.0.0.0/0", "10.0.0.0/8", "10.1.2.3/32", "2001:db8::/32", "::/0"}) {
        EXPECT_EQ(prefix(text).to_string(), text);
    }
    EXPECT_EQ(prefix("10.1.2.3").length(), 32U);
}

TEST(IpPrefix, NamesTheNetworkThatWasMeant) {
    const auto slip = IpPrefix::parse("10.1.2.3/16");
    ASSERT_FALSE(slip.ok());
    EXPECT_NE(slip.error().text().find("10.1.0.0/16"), std::string::npos);
}

TEST(IpPrefix, RefusesWrongLengths) {
    for (const char* text : {"10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/8x", "::/129"}) {
        EXPECT_FALSE(IpPrefix::parse(text).ok()) << text;
    }
}

TEST(IpPrefix, ContainsItsAddressesOnly) {
    EXPECT_TRUE(prefix("10.1.0.0/16").contains(*IpAddress::parse("10.1.255.255")));
    EXPECT_FALSE(prefix("10.1.0.0/16").contains(*IpAddress::parse("10.2.0.0")));
    EXPECT_FALSE(prefix("0.0.0.0/0").contains(*IpAddress::parse("::1")));
}

TEST(IpPrefix, OverlapsWhenOneContainsTheOther) {
    EXPECT_TRUE(prefix("10.0.0.0/8").overlaps(prefix("10.2.0.0/16")));
    EXPECT_TRUE(prefix("10.2.0.0/16").overlaps(prefix("10.0.0.0/8")));
    EXPECT_FALSE(prefix("10.1.0.0/16").overlaps(prefix("10.2.0.0/16")));
}

TEST(IpPrefix, KnowsItsLastAddress) {
    EXPECT_EQ(prefix("10.1.0.0/20").last().to_string(), "10.1.15.255");
    EXPECT_EQ(prefix("2001:db8::/126").last().to_string(), "2001:db8::3");
}

}  // namespace
}  // namespace hawser
