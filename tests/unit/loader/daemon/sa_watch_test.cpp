// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/sa_watch.h"

#include <gtest/gtest.h>

#include <vector>

#include "loader/kernel/fake/fake_sa_events.h"

namespace hawser::loader {
namespace {

struct SaWatchTest : testing::Test {
    boost::asio::io_context loop{1};
    FakeSaEvents port;
    std::vector<SaExpiry> heard;
    std::vector<SaMapping> mapped;
    int lost = 0;
    SaWatch watch{loop,
                  port,
                  {.expired = [this](const SaExpiry& expiry) { heard.push_back(expiry); },
                   .mapped = [this](const SaMapping& mapping) { mapped.push_back(mapping); },
                   .lost = [this] { ++lost; }}};
    const SaExpiry soft{.key = {.destination = *IpAddress::parse("192.0.2.1"), .spi = 1, .if_id = IfId(7)},
                        .hard = false};
    const SaExpiry hard{.key = soft.key, .hard = true};
};

TEST_F(SaWatchTest, HandsOnEachOnce) {
    watch.start();
    port.happen(soft);
    loop.run_one();
    port.happen(hard);
    port.happen(soft);
    loop.run_one();
    EXPECT_EQ(heard, (std::vector<SaExpiry>{soft, hard, soft}));
    EXPECT_EQ(lost, 0);
    watch.stop();
}

TEST_F(SaWatchTest, HandsOnWhereAPeerWasSeen) {
    const SaMapping moved{.key = soft.key, .seen = {*IpAddress::parse("198.51.100.9"), 1025}};
    watch.start();
    port.happen(moved);
    loop.run_one();
    EXPECT_EQ(mapped, std::vector<SaMapping>{moved});
    EXPECT_TRUE(heard.empty());
    watch.stop();
}

TEST_F(SaWatchTest, SaysThatSomeWereLost) {
    watch.start();
    port.lose();
    loop.run_one();
    EXPECT_EQ(lost, 1);
    watch.stop();
}

TEST_F(SaWatchTest, LeavesThePortItsDescriptor) {
    watch.start();
    watch.stop();
    port.happen(hard);
    EXPECT_EQ(port.take()->expiries.size(), 1u);
}

}  // namespace
}  // namespace hawser::loader
