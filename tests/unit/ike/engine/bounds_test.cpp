// SPDX-License-Identifier: BSD-2-Clause
// The pieces that bound what others can make us hold, send and say.
#include <gtest/gtest.h>

#include "ike/engine/child_sa.h"
#include "ike/engine/farewell.h"
#include "ike/engine/half_open.h"
#include "ike/engine/rate_limiter.h"
#include "tests/unit/ike/engine/counting_random.h"

namespace hawser::ike {
namespace {

using namespace std::chrono_literals;

TEST(RateLimiter, AllowsABurstAndThenTheRate) {
    RateLimiter limiter(3, 1s);
    const TimePoint start = TimePoint{} + 1h;
    for (int i = 0; i < 3; ++i)
        EXPECT_TRUE(limiter.allow(start));
    EXPECT_FALSE(limiter.allow(start));
    EXPECT_FALSE(limiter.allow(start + 300ms));
    EXPECT_TRUE(limiter.allow(start + 400ms));
    EXPECT_FALSE(limiter.allow(start + 400ms));
    int allowed = 0;
    for (int i = 0; i < 10; ++i)
        allowed += limiter.allow(start + 1h) ? 1 : 0;
    EXPECT_EQ(allowed, 3) << "a quiet hour saves up no more than a burst";
}

TEST(RateLimiter, OfZeroAllowsNothing) {
    RateLimiter limiter(0, 1s);
    EXPECT_FALSE(limiter.allow(TimePoint{} + 1h));
}

TEST(HalfOpenCount, CountsInAllAndBySource) {
    const IpAddress one = IpAddress::parse("192.0.2.1").value();
    const IpAddress other = IpAddress::parse("2001:db8::1").value();
    HalfOpenCount count;
    count.add(one, 100);
    count.add(one, 200);
    count.add(other, 1000);
    EXPECT_EQ(count.total(), 3u);
    EXPECT_EQ(count.bytes(), 1300u);
    EXPECT_EQ(count.from(one), 2u);
    count.resize(200, 50);
    EXPECT_EQ(count.bytes(), 1150u);
    count.remove(one, 100);
    count.remove(one, 50);
    EXPECT_EQ(count.from(one), 0u);
    EXPECT_EQ(count.total(), 1u);
    EXPECT_EQ(count.bytes(), 1000u);
    EXPECT_DEATH(count.remove(one, 100), "no half-open SA");
}

TEST(FarewellTable, AnswersExactlyTheSameRequest) {
    FarewellTable table;
    const Bytes request = {1, 2, 3};
    table.keep(IkeSpi(5), request, {Bytes{9}}, TimePoint{});
    ASSERT_NE(table.find(IkeSpi(5), request, TimePoint{} + 1s), nullptr);
    EXPECT_EQ(table.find(IkeSpi(5), request, TimePoint{} + 1s)->front(), Bytes{9});
    EXPECT_EQ(table.find(IkeSpi(6), request, TimePoint{} + 1s), nullptr);
    EXPECT_EQ(table.find(IkeSpi(5), Bytes{1, 2, 4}, TimePoint{} + 1s), nullptr);
    EXPECT_EQ(table.find(IkeSpi(5), request, TimePoint{} + 61s), nullptr);
}

TEST(FarewellTable, KeepsTheLatestOnly) {
    FarewellTable table;
    for (uint64_t i = 1; i <= 1000; ++i)
        table.keep(IkeSpi(i), Bytes{1}, {Bytes{2}}, TimePoint{});
    EXPECT_EQ(table.find(IkeSpi(1), Bytes{1}, TimePoint{}), nullptr);
    EXPECT_NE(table.find(IkeSpi(1000), Bytes{1}, TimePoint{}), nullptr);
    EXPECT_NE(table.find(IkeSpi(900), Bytes{1}, TimePoint{}), nullptr);
    EXPECT_EQ(table.find(IkeSpi(800), Bytes{1}, TimePoint{}), nullptr);
}

TEST(ChildRegistry, GivesUniqueSpisAboveTheReservedOnes) {
    for (const uint8_t byte : {uint8_t{0}, uint8_t{0xff}, uint8_t{0x12}}) {
        test::ConstantRandom random(byte);
        ChildRegistry registry;
        std::set<EspSpi> seen;
        for (int i = 0; i < 10; ++i) {
            const EspSpi spi = registry.allocate_spi(random);
            EXPECT_GE(spi.value(), 0x100u);
            EXPECT_TRUE(seen.insert(spi).second);
        }
        EXPECT_EQ(registry.count(), 10u);
        registry.release_spi(*seen.begin());
        EXPECT_FALSE(registry.in_use(*seen.begin()));
    }
}

}  // namespace
}  // namespace hawser::ike
