// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/address_pool.h"

#include <gtest/gtest.h>

#include <set>

namespace hawser::ike::test {
namespace {

AddressPool pool(const char* prefix) {
    return AddressPool({"p", IpPrefix::parse(prefix).value(), {}});
}

Identity who(unsigned number) {
    return Identity::fqdn("client" + std::to_string(number) + ".example");
}

TEST(AddressPool, GivesEveryAddressOnceAndThenNone) {
    AddressPool small = pool("10.9.0.0/29");
    std::set<IpAddress> given;
    std::vector<AddressPool::Lease> held;
    for (unsigned i = 0; i < 6; ++i) {
        held.push_back(small.lease(who(i), std::nullopt));
        ASSERT_TRUE(held.back());
        given.insert(*held.back());
    }
    EXPECT_EQ(given.size(), 6u);
    EXPECT_EQ(given.begin()->to_string(), "10.9.0.1") << "the network's own address is not given";
    EXPECT_EQ(given.rbegin()->to_string(), "10.9.0.6") << "nor is the broadcast address";
    EXPECT_FALSE(small.lease(who(99), std::nullopt));
    EXPECT_EQ(small.in_use(), 6u);
}

TEST(AddressPool, AnIdentityKeepsItsAddressWhileNobodyNeedsIt) {
    AddressPool small = pool("10.9.0.0/30");
    const IpAddress first = *small.lease(who(1), std::nullopt);
    auto second = small.lease(who(2), std::nullopt);
    EXPECT_EQ(*small.lease(who(1), std::nullopt), first);
    EXPECT_EQ(small.in_use(), 1u);
    const auto third = small.lease(who(3), std::nullopt);
    ASSERT_TRUE(third);
    EXPECT_EQ(*third, first) << "the one who is away gives way";
    EXPECT_FALSE(small.lease(who(1), std::nullopt));
    second.reset();
    EXPECT_TRUE(small.lease(who(1), std::nullopt));
}

TEST(AddressPool, TheOneAwayLongestLosesHis) {
    AddressPool small = pool("10.9.0.0/30");
    const IpAddress first = *small.lease(who(1), std::nullopt);
    const IpAddress second = *small.lease(who(2), std::nullopt);
    EXPECT_EQ(*small.lease(who(1), std::nullopt), first);
    EXPECT_EQ(*small.lease(who(3), std::nullopt), second);
    EXPECT_EQ(*small.lease(who(1), std::nullopt), first);
}

TEST(AddressPool, AWishIsGrantedIfItIsFreeAndOurs) {
    AddressPool wide = pool("10.9.0.0/24");
    const IpAddress wish = IpAddress::parse("10.9.0.77").value();
    const auto granted = wide.lease(who(1), wish);
    EXPECT_EQ(*granted, wish);
    EXPECT_NE(*wide.lease(who(2), wish), wish);
    for (const char* foreign : {"10.8.0.77", "10.9.0.0", "10.9.0.255", "2001:db8::1"}) {
        const auto other = wide.lease(who(3), IpAddress::parse(foreign).value());
        ASSERT_TRUE(other);
        EXPECT_NE(other->to_string(), foreign);
    }
}

TEST(AddressPool, AWholeIpv6NetworkIsNotWalkedThrough) {
    AddressPool wide = pool("2001:db8:9::/64");
    const auto first = wide.lease(who(1), std::nullopt);
    EXPECT_EQ(first->to_string(), "2001:db8:9::1");
    const IpAddress far = IpAddress::parse("2001:db8:9::1:0:1").value();
    EXPECT_NE(*wide.lease(who(2), far), far) << "beyond the first 65,536";
}

TEST(AddressPool, OneAddressIsAPoolToo) {
    AddressPool one = pool("10.9.0.7/32");
    const auto lease = one.lease(who(1), std::nullopt);
    EXPECT_EQ(lease->to_string(), "10.9.0.7");
    EXPECT_FALSE(one.lease(who(2), std::nullopt));
}

}  // namespace
}  // namespace hawser::ike::test
