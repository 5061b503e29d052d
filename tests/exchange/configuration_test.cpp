// SPDX-License-Identifier: BSD-2-Clause
// Configuration payloads (RFC 7296 2.19, 3.15): inner addresses from a gateway's pool.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/exchange/pair.h"

namespace hawser::ike::test {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

IpAddress ip(const char* text) {
    return IpAddress::parse(text).value();
}

AddressPoolConfig pool(const char* name, const char* prefix, std::vector<IpAddress> dns = {}) {
    return {name, IpPrefix::parse(prefix).value(), std::move(dns)};
}

/// The left side asks for an address, the right one has a pool.
struct PoolPair : Pair {
    explicit PoolPair(const char* prefix = "10.9.0.0/24", uint64_t seed = 1) : Pair(seed) {
        link.right.options.pools = {pool("branches", prefix, {ip("10.2.0.53")}),
                                    pool("branches6", "2001:db8:9::/64")};
        link.right.restart();
        left.request_addresses = {Family::kIpv4};
        left.remote_selectors =
            right.local_selectors = {selector("10.2.0.0/16"), selector("2001:db8:2::/48")};
        right.pools = {"branches", "branches6"};
    }
    /// Its address, which is all that its side of the tunnel speaks for, on both sides.
    void expect_address(const char* address) {
        ASSERT_TRUE(is_one_tunnel());
        EXPECT_THAT(link.left.status().local_vips, ElementsAre(ip(address)));
        EXPECT_THAT(link.right.status().remote_vips, ElementsAre(ip(address)));
        const InstallChildSa& child = link.right.kernel.pairs().begin()->second;
        ASSERT_EQ(child.remote_selectors.size(), 1u);
        EXPECT_EQ(child.remote_selectors[0].to_string(), std::string(address) + "/32");
    }
};

TEST(Configuration, AnAddressIsAssignedAndTheSelectorsAreNarrowedToIt) {
    PoolPair pair;
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    pair.expect_address("10.9.0.1");
    EXPECT_THAT(pair.link.left.status().name_servers, ElementsAre(ip("10.2.0.53")));
    EXPECT_EQ(pair.link.left.kernel.pairs().begin()->second.remote_selectors[0].to_string(), "10.2.0.0/16");
}

TEST(Configuration, BothFamiliesAtOnce) {
    PoolPair pair;
    pair.left.request_addresses = {Family::kIpv4, Family::kIpv6};
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    EXPECT_THAT(pair.link.left.status().local_vips, ElementsAre(ip("10.9.0.1"), ip("2001:db8:9::1")));
    EXPECT_EQ(pair.link.right.kernel.pairs().begin()->second.remote_selectors.size(), 2u);
}

TEST(Configuration, ThroughBadWeather) {
    for (uint64_t seed = 1; seed <= 20; ++seed) {
        PoolPair pair("10.9.0.0/24", seed);
        pair.link.weather = {.loss = 0.25, .doubling = 0.2, .delay_min = 10ms, .delay_max = 900ms};
        pair.start();
        ASSERT_TRUE(pair.comes_up(10min)) << "seed " << seed;
        pair.expect_address("10.9.0.1");
    }
}

TEST(Configuration, TheAddressStaysThroughRekeyingFromEitherSide) {
    PoolPair pair;
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    for (Side* side : {&pair.link.left, &pair.link.right}) {
        ASSERT_TRUE(side->endpoint->rekey_child(ConnectionId(1), pair.link.now).ok());
        pair.link.run_for(30s);
        pair.expect_address("10.9.0.1");
        ASSERT_TRUE(side->endpoint->rekey_ike(ConnectionId(1), pair.link.now).ok());
        pair.link.run_for(30s);
        pair.expect_address("10.9.0.1");
    }
    EXPECT_EQ(pair.link.left.failure(), FailureReason::kNone);
}

TEST(Configuration, AClientGetsItsAddressBackEvenFromAGatewayThatHasForgotten) {
    PoolPair pair;
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    pair.expect_address("10.9.0.1");
    pair.link.right.restart();
    ASSERT_TRUE(pair.link.right.endpoint->add(pair.right, pair.link.now).ok());
    ASSERT_TRUE(pair.comes_up(5min));
    pair.expect_address("10.9.0.1");
}

TEST(Configuration, OneIdentityHasOneAddress) {
    PoolPair pair;
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    for (int i = 0; i < 5; ++i) {
        ASSERT_TRUE(pair.link.left.endpoint->terminate(ConnectionId(1), pair.link.now).ok());
        pair.link.run_for(5s);
        ASSERT_TRUE(pair.link.left.endpoint->initiate(ConnectionId(1), pair.link.now).ok());
        ASSERT_TRUE(pair.comes_up());
        pair.expect_address("10.9.0.1");
    }
}

TEST(Configuration, AnEmptyPoolIsSaidSo) {
    PoolPair pair("10.9.0.7/32");
    ConnectionConfig second = pair.left;
    second.id = ConnectionId(2);
    second.name = "pop/wan2";
    second.local_identity = Identity::fqdn("second.example");
    ConnectionConfig for_second = pair.right;
    for_second.id = ConnectionId(2);
    for_second.name = "second/wan1";
    for_second.remote_identity = second.local_identity;
    pair.start();
    ASSERT_TRUE(pair.link.run_until([&] { return pair.link.left.is_up(); }, 60s));
    EXPECT_THAT(pair.link.left.status().local_vips, ElementsAre(ip("10.9.0.7")));
    ASSERT_TRUE(pair.link.right.endpoint->add(for_second, pair.link.now).ok());
    ASSERT_TRUE(pair.link.left.endpoint->add(second, pair.link.now).ok());
    pair.link.run_for(5s);
    EXPECT_FALSE(pair.link.left.is_up(2));
    EXPECT_THAT(pair.link.left.failure_text(2), HasSubstr("INTERNAL_ADDRESS_FAILURE"));
    EXPECT_EQ(pair.link.right.failure(2), FailureReason::kNoInnerAddress);
    // The first one goes, and the second one gets what it had.
    ASSERT_TRUE(pair.link.left.endpoint->terminate(ConnectionId(1), pair.link.now).ok());
    EXPECT_TRUE(pair.link.run_until([&] { return pair.link.left.is_up(2); }, 3min));
    EXPECT_THAT(pair.link.left.status(2).local_vips, ElementsAre(ip("10.9.0.7")));
}

TEST(Configuration, AGatewayWithoutAPoolIsNoGatewayForWhoAsks) {
    PoolPair pair;
    pair.right.pools.clear();
    pair.start();
    pair.link.run_for(30s);
    EXPECT_FALSE(pair.link.left.is_up());
    EXPECT_EQ(pair.link.left.failure(), FailureReason::kNoInnerAddress);
    EXPECT_TRUE(pair.link.left.kernel.pairs().empty());
}

TEST(Configuration, WhoDoesNotAskHasItsNetworks) {
    PoolPair pair;
    pair.left.request_addresses.clear();
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    EXPECT_TRUE(pair.link.right.status().remote_vips.empty());
    EXPECT_EQ(pair.link.right.kernel.pairs().begin()->second.remote_selectors[0].to_string(), "10.1.0.0/16");
}

}  // namespace
}  // namespace hawser::ike::test
