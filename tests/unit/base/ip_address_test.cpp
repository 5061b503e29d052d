// SPDX-License-Identifier: BSD-2-Clause
#include "base/ip_address.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

namespace hawser {
namespace {

TEST(IpAddress, RoundTripsBothFamilies) {
    for (const char* text : {"192.0.2.1", "0.0.0.0", "2001:db8::1", "::"}) {
        EXPECT_EQ(IpAddress::parse(text)->to_string(), text);
    }
}

TEST(IpAddress, RefusesWhatIsNoAddress) {
    for (const char* text : {"", "192.0.2", "192.0.2.1/24", "example.org", "2001:db8:::1"}) {
        EXPECT_FALSE(IpAddress::parse(text).ok()) << text;
    }
}

TEST(IpAddress, OrdersNumerically) {
    EXPECT_LT(*IpAddress::parse("10.1.0.255"), *IpAddress::parse("10.2.0.1"));
    EXPECT_LT(*IpAddress::parse("255.255.255.255"), *IpAddress::parse("::1"));
}

TEST(IpAddress, KnowsItsKind) {
    EXPECT_TRUE(IpAddress::parse("169.254.1.1")->is_link_local());
    EXPECT_TRUE(IpAddress::parse("fe80::1")->is_link_local());
    EXPECT_FALSE(IpAddress::parse("fec0::1")->is_link_local());
    EXPECT_TRUE(IpAddress::parse("224.0.0.5")->is_multicast());
    EXPECT_TRUE(IpAddress::parse("ff02::1")->is_multicast());
    EXPECT_TRUE(IpAddress::unspecified(Family::kIpv6).is_unspecified());
}

TEST(Endpoint, SurvivesTheSocketAddress) {
    for (const char* text : {"192.0.2.1", "2001:db8::1"}) {
        const Endpoint endpoint{*IpAddress::parse(text), 4500};
        sockaddr_storage storage{};
        to_sockaddr(endpoint, storage);
        EXPECT_EQ(*from_sockaddr(storage), endpoint);
    }
}

TEST(Endpoint, IsWrittenAsStrongswanDoes) {
    EXPECT_EQ((Endpoint{*IpAddress::parse("192.0.2.1"), 500}.to_string()), "192.0.2.1[500]");
}

TEST(Endpoint, RefusesOtherFamilies) {
    sockaddr_storage storage{};
    storage.ss_family = AF_UNIX;
    EXPECT_FALSE(from_sockaddr(storage).ok());
}

}  // namespace
}  // namespace hawser
