// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/cookie.h"

#include <gtest/gtest.h>

#include "tests/unit/ike/engine/counting_random.h"

namespace hawser::ike {
namespace {

using namespace std::chrono_literals;

struct CookieJarTest : testing::Test {
    test::CountingRandom random;
    CookieJar jar{random, 60s};
    const Bytes nonce = Bytes(32, 7);
    const hawser::Endpoint source{IpAddress::parse("192.0.2.1").value(), 500};
    const TimePoint start = TimePoint{} + 1h;
};

TEST_F(CookieJarTest, IsGoodForItsInitiatorOnly) {
    const Bytes cookie = jar.issue(nonce, source, IkeSpi(1), start);
    EXPECT_TRUE(jar.is_valid(cookie, nonce, source, IkeSpi(1), start));
    EXPECT_FALSE(jar.is_valid(cookie, nonce, source, IkeSpi(2), start));
    EXPECT_FALSE(jar.is_valid(cookie, Bytes(32, 8), source, IkeSpi(1), start));
    EXPECT_FALSE(jar.is_valid(cookie, nonce, {source.address, 501}, IkeSpi(1), start));
    EXPECT_FALSE(jar.is_valid({}, nonce, source, IkeSpi(1), start));
    Bytes broken = cookie;
    broken.back() ^= 1;
    EXPECT_FALSE(jar.is_valid(broken, nonce, source, IkeSpi(1), start));
}

TEST_F(CookieJarTest, IsGoodForOneToTwoLifetimesOfItsSecret) {
    const Bytes cookie = jar.issue(nonce, source, IkeSpi(1), start);
    EXPECT_TRUE(jar.is_valid(cookie, nonce, source, IkeSpi(1), start + 59s));
    EXPECT_TRUE(jar.is_valid(cookie, nonce, source, IkeSpi(1), start + 61s)) << "by the previous secret";
    EXPECT_FALSE(jar.is_valid(cookie, nonce, source, IkeSpi(1), start + 125s));
}

TEST_F(CookieJarTest, OfAnHourAgoIsNotGoodAfterAQuietTime) {
    const Bytes cookie = jar.issue(nonce, source, IkeSpi(1), start);
    EXPECT_FALSE(jar.is_valid(cookie, nonce, source, IkeSpi(1), start + 1h));
}

TEST_F(CookieJarTest, HasALegalLength) {
    const Bytes cookie = jar.issue(nonce, source, IkeSpi(1), start);
    EXPECT_GE(cookie.size(), 1u);
    EXPECT_LE(cookie.size(), 64u);
}

}  // namespace
}  // namespace hawser::ike
